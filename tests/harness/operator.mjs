// The operator's README, taken at its word: what it has people run is run as it stands there, by the shell, with
// an rsync and a systemctl of ours before those of the machine.

import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const READMES = fileURLToPath(new URL('../../xtask/src/dist/files/', import.meta.url));
const RSYNC = fileURLToPath(new URL('rsync.mjs', import.meta.url));

/** The blocks of shell in `README.md` or `README.zh-CN.md`, in order. */
export async function blocks(readme = 'README.md') {
  const text = await readFile(join(READMES, readme), 'utf8');
  return [...text.matchAll(/```sh\n([^]*?)```/g)].map(([, block]) => block);
}

/** The one block that has `words`. */
export async function block(words) {
  const found = (await blocks()).filter((block) => block.includes(words));
  if (found.length !== 1) throw new Error(`${found.length} blocks have ${words}`);
  return found[0];
}

/** A machine below `place`. `places` says where on it directories of the README are. */
export class Machine {
  constructor(place, places) {
    this.place = place;
    this.places = places;
  }

  at(...names) {
    return join(this.place, ...names);
  }

  /**
   * Runs `script`. `onStop` and `onCopy` are lines of shell for when it stops the server and before it copies; in
   * them `$PPID` is the script. The server runs until something stops it. Returns how it ended, and what it said to
   * systemctl, in one line.
   */
  async run(script, { cwd, onStop = '', onCopy = '' } = {}) {
    await mkdir(this.at('bin'), { recursive: true });
    const program = (name, text) => writeFile(this.at('bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    await program('systemctl', `down="${this.at('down')}"
case $1 in
  is-active) [ ! -e "$down" ]; exit;;
  stop) touch "$down";;
  start | restart) rm -f "$down";;
esac
echo "$*" >> "${this.at('said')}"
[ "$1" != stop ] || { ${onStop || ':'}; }`);
    await program('rsync', `${onCopy}\nexec "${process.execPath}" "${RSYNC}" "$@"`);
    for (const name of ['chown', 'chgrp']) await program(name, '');
    // macOS has none.
    if (process.platform === 'darwin') await program('flock', '');
    const ours = (text, [theirs, here]) => text.replaceAll(theirs, here);
    await writeFile(this.at('script'), Object.entries(this.places).reduce(ours, script));
    await writeFile(this.at('said'), '');
    const env = { ...process.env, PATH: `${this.at('bin')}:${process.env.PATH}` };
    const ended = await new Promise((resolve) => {
      execFile('sh', [this.at('script')], { env, cwd }, (error, stdout, stderr) =>
        resolve({ code: error ? error.code : 0, signal: error?.signal ?? null, printed: stdout + stderr }));
    });
    const said = (await readFile(this.at('said'), 'utf8')).trim().split('\n').join(', ');
    return { ...ended, said };
  }
}
