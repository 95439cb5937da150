// `rsync` as the README has people run it, which a test machine may not have. As a program it takes the place of
// rsync in a script.

import { copyFile, link, lstat, mkdir, readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Makes of `to` what `command` makes of its own directory. Of its options it knows `--delete`, `--exclude` and
 * `--filter='P …'` by paths from the top, `--link-dest`, and `--modify-window=-1`. As rsync does, it passes over a file of the
 * same size and time: in whole seconds, unless that last option says otherwise.
 */
export async function rsync(command, from, to) {
  const patterns = (form) => [...command.matchAll(form)].map(([, pattern]) => pathsLike(pattern));
  const excluded = patterns(/--exclude='?(\/[^' ]+)/g);
  const kept = patterns(/--filter='P (\/[^']+)'/g);
  const [, former] = command.match(/--link-dest=(\S+)/) ?? [];
  const exact = command.includes('--modify-window=-1');
  const are = (forms, path) => forms.some((form) => form.test(path));
  const there = (path) => lstat(path).catch(() => undefined);

  async function removeOthers(below) {
    for (const entry of await readdir(join(to, below), { withFileTypes: true })) {
      const path = `${below}/${entry.name}`;
      if (are(excluded, path)) continue;
      const source = await there(join(from, path));
      if (source?.isDirectory() === entry.isDirectory()) {
        if (entry.isDirectory()) await removeOthers(path);
      } else if (!are(kept, path)) await rm(join(to, path), { recursive: true });
    }
  }

  async function copy(below) {
    await mkdir(join(to, below), { recursive: true });
    for (const entry of await readdir(join(from, below), { withFileTypes: true })) {
      const path = `${below}/${entry.name}`;
      if (are(excluded, path)) continue;
      if (entry.isDirectory()) await copy(path);
      else await copyOne(join(from, path), join(to, path), former && join(former, path));
    }
  }

  async function copyOne(source, target, before) {
    // From before it is read: what changes meanwhile has another time.
    const ours = await there(source);
    const isAsIn = async (path) => {
      const theirs = path && (await there(path));
      return theirs && ours.size === theirs.size && at(ours, exact) === at(theirs, exact);
    };
    // Gone meanwhile, of which rsync speaks by ending with 24.
    if (!ours || (await isAsIn(target))) return;
    // In the place of the former file, and not into it: that may be another copy's too.
    await rm(target, { force: true });
    if (await isAsIn(before)) return link(before, target);
    await copyFile(source, target);
    await utimes(target, ours.atimeMs / 1_000, ours.mtimeMs / 1_000);
  }

  await mkdir(to, { recursive: true });
  if (command.includes('--delete')) await removeOthers('');
  await copy('');
}

/** To the millisecond, finer than any clock of a file system ticks; or to the second. */
const at = ({ mtimeMs }, exact) => (exact ? Math.round(mtimeMs) : Math.floor(mtimeMs / 1_000));

const pathsLike = (pattern) =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // The shell took the quotes.
  const words = process.argv.slice(2).map((word) => word.replace(/=(P .*)/, "='$1'"));
  await rsync(words.join(' '), ...words.slice(-2));
}
