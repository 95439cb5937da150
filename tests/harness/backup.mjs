// The backup as the operator's README has it: its script is run as it stands there, by the shell, with an rsync
// and a systemctl of ours before those of the machine.

import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const READMES = fileURLToPath(new URL('../../xtask/src/dist/files/', import.meta.url));
const RSYNC = fileURLToPath(new URL('rsync.mjs', import.meta.url));

/** The script of a README, `README.md` or `README.zh-CN.md`. */
export async function script(readme) {
  const text = await readFile(join(READMES, readme), 'utf8');
  return text.match(/```sh\n(#![^]*?)```/)[1];
}

/** Below `place` the script's places, `data`, `etc` and `copies`; the first may be elsewhere. */
export class Backup {
  constructor(place, data = join(place, 'data')) {
    this.place = place;
    this.data = data;
  }

  at(...names) {
    return join(this.place, ...names);
  }

  /**
   * Runs it. `onStop` and `onCopy` are lines of shell for when it stops the server and before it copies; in them
   * `$PPID` is the script. Returns how it ended, and what it said to systemctl, in one line.
   */
  async run({ onStop = '', onCopy = '' } = {}) {
    for (const name of ['bin', 'data', 'etc']) await mkdir(this.at(name), { recursive: true });
    const program = (name, text) => writeFile(this.at('bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    await program('systemctl', `echo "$1 $2" >> "${this.at('said')}"\n[ "$1" != stop ] || { ${onStop || ':'}; }`);
    await program('rsync', `${onCopy}\nexec "${process.execPath}" "${RSYNC}" "$@"`);
    // macOS has none.
    if (process.platform === 'darwin') await program('flock', '');
    const text = (await script('README.md'))
      .replaceAll('/var/lib/dukou', this.data)
      .replaceAll('/backup/dukou', this.at('copies'))
      .replaceAll('/etc/dukou/', this.at('etc/'));
    await writeFile(this.at('backup.sh'), text);
    await writeFile(this.at('said'), '');
    const env = { ...process.env, PATH: `${this.at('bin')}:${process.env.PATH}` };
    const ended = await new Promise((resolve) => {
      execFile('sh', [this.at('backup.sh')], { env }, (error, stdout, stderr) =>
        resolve({ code: error ? error.code : 0, signal: error?.signal ?? null, printed: stdout + stderr }));
    });
    const said = (await readFile(this.at('said'), 'utf8')).trim().split('\n').join(', ');
    return { ...ended, said };
  }
}
