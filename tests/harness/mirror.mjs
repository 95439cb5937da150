// `rsync -a --delete FROM/ TO/`, which the README tells people to run and a test machine may not have.

import { cp, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes `to` what `from` is: copies what differs, removes what `from` has not. Paths in `except`, from the
 * top, are left alone on both sides, as by `--exclude=/PATH`.
 */
export async function mirror(from, to, { except = [] } = {}) {
  const spared = except.map((path) => join(to, path));
  const spares = (path) => spared.includes(path);
  await prune(from, to, spares);
  const filter = (source, target) => !spares(target);
  await cp(from, to, { recursive: true, force: true, preserveTimestamps: true, filter });
}

async function prune(from, to, spares) {
  for (const entry of await readdir(to, { withFileTypes: true }).catch(() => [])) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (spares(target)) continue;
    const there = await lstat(source).catch(() => undefined);
    if (there?.isDirectory() !== entry.isDirectory()) await rm(target, { recursive: true });
    else if (entry.isDirectory()) await prune(source, target, spares);
  }
}
