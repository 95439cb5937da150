// The operator's backup, as the README has it: a copy a night, each whole or none, and the server runs again
// whatever becomes of it. What is in a copy, `dist.test.mjs` looks at.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { test } from './harness.mjs';
import { Machine, block, blocks } from './harness/operator.mjs';

let machine;

beforeEach(async () => {
  const place = await mkdtemp(join(tmpdir(), 'dukou-backup-'));
  const [data, etc, copies] = ['data', 'etc', 'copies'].map((name) => join(place, name));
  machine = new Machine(place, { '/var/lib/dukou': data, '/etc/dukou/': `${etc}/`, '/backup/dukou': copies });
  await write('data/secrets.json', 'keys');
  await write('data/objects/room', 'of before');
  await write('data/objects/quiet', 'nobody writes here');
  await write('etc/env', 'PUBLIC_ORIGIN=');
  assert.equal((await machine.run(await block('install -d -m 0700 /backup/dukou'))).code, 0);
});

afterEach(() => rm(machine.place, { recursive: true }));

test('every_copy_is_one_by_itself_and_what_did_not_change_takes_no_room_again', async () => {
  const first = await whole();
  await write('data/objects/room', 'of later');
  await rm(machine.at('data/objects/quiet'));
  await write('data/objects/new', 'new');
  const second = await whole();
  assert.notEqual(first, second);
  const files = (copy) => readdir(machine.at('copies', copy, 'data/objects'));
  assert.deepEqual(await files(first), ['quiet', 'room']);
  assert.deepEqual(await files(second), ['new', 'room']);
  const room = (copy) => read('copies', copy, 'data/objects/room');
  assert.deepEqual([await room(first), await room(second)], ['of before', 'of later']);
  const place = async (copy) => (await stat(machine.at('copies', copy, 'data/secrets.json'))).ino;
  assert.equal(await place(first), await place(second));
  assert.equal(await read('copies/last/etc/env'), 'PUBLIC_ORIGIN=');
  assert.equal(((await stat(machine.at('copies'))).mode & 0o777).toString(8), '700');
});

for (const signal of ['HUP', 'INT', 'TERM']) {
  test(`broken_off_by_${signal}_it_starts_the_server_and_leaves_the_last_copy_alone`, async () => {
    const last = await whole();
    await write('data/objects/room', 'of later');
    for (const when of [{ onStop: `kill -${signal} $PPID` }, { onCopy: atTheSecond(`kill -${signal} $PPID`) }]) {
      const { code, signal: killed, said } = await backUp(when);
      assert.deepEqual([code, killed, said], [1, null, 'stop dukou, start dukou']);
      assert.deepEqual(await copies(), [last]);
      assert.equal(await read('copies/last/data/objects/room'), 'of before');
    }
    // The next goes on with what lies there.
    await whole();
    assert.equal(await read('copies/last/data/objects/room'), 'of later');
  });
}

test('one_that_fails_starts_the_server_and_leaves_the_last_copy_alone', async () => {
  const last = await whole();
  // As of a disk that is full.
  const { code, said } = await backUp({ onCopy: atTheSecond('exit 11') });
  assert.deepEqual([code, said], [11, 'stop dukou, start dukou']);
  assert.deepEqual(await copies(), [last]);
  // Where the first pass fails, nothing is stopped; files that went meanwhile are no failure.
  assert.deepEqual((({ code, said }) => [code, said])(await backUp({ onCopy: 'exit 23' })), [1, '']);
  await whole({ onCopy: `[ "$(cat "${machine.at('said')}")" ] || exit 24` });
});

test('what_has_other_keys_than_the_last_copy_is_not_copied', async () => {
  const last = await whole();
  const refused = async (pattern) => {
    const { code, said, printed } = await backUp();
    assert.notEqual(code, 0);
    assert.match(printed, pattern);
    assert.deepEqual([said, await copies()], ['', [last]]);
  };
  // The disk is not mounted: at first nothing lies there, then what the server began anew.
  await rm(machine.at('data'), { recursive: true });
  await refused(/cmp: .*data\/secrets\.json/);
  await write('data/secrets.json', 'KEYS');
  await refused(/secrets\.json differ/);
  assert.equal(await read('copies/last/data/objects/room'), 'of before');
  // Or it is meant.
  await rm(machine.at('copies/last'));
  await whole();
  assert.equal(await read('copies/last/data/secrets.json'), 'KEYS');
  assert.equal(await read('copies', last, 'data/secrets.json'), 'keys');
});

test('a_server_that_somebody_stopped_is_neither_copied_nor_started', async () => {
  const last = await whole();
  const refused = async (when) => {
    const { code, said, printed } = await backUp(when);
    assert.deepEqual([code, said, printed], [1, '', 'dukou is stopped: nothing copied\n']);
    assert.deepEqual(await copies(), [last]);
  };
  await write('down', '');
  await refused();
  await rm(machine.at('down'));
  // Or while the first pass ran.
  await refused({ onCopy: `touch "${machine.at('down')}"` });
  await rm(machine.at('down'));
  await whole();
});

test('a_disk_of_copies_that_is_not_mounted_is_not_written_to_as_if_it_were', async () => {
  await rm(machine.at('copies'), { recursive: true });
  const { code, said, printed } = await backUp();
  assert.deepEqual([code, said], [1, '']);
  assert.match(printed, /copies is not there: is its disk mounted\?/);
  await assert.rejects(stat(machine.at('copies')));
});

test('no_copy_begins_while_one_is_brought_back', async () => {
  // It has no flock.
  if (process.platform === 'darwin') return;
  await whole();
  const restore = await block('/last/data/ /var/lib/dukou/');
  // The lock is held by whoever restores: as from a second terminal.
  const second = `if [ "$(tail -n 1 "${machine.at('said')}")" = 'stop dukou' ]; then
    flock -n "${machine.at('copies/lock')}" true && exit 42; fi`;
  const { code, said } = await machine.run(restore, { onCopy: second });
  assert.deepEqual([code, said], [0, 'stop dukou, start dukou']);
});

test('the_latest_fourteen_are_kept', async () => {
  const old = Array.from({ length: 20 }, (_, n) => `2020-01-${10 + n}.030000`);
  for (const name of old) await mkdir(machine.at('copies', name, 'data'), { recursive: true });
  const latest = await whole();
  assert.deepEqual(await copies(), [...old.slice(-13), latest]);
});

test('what_the_readme_has_people_run_is_the_same_in_both_languages', async () => {
  const bare = async (readme) => (await blocks(readme)).map((text) => text.replace(/(^|\s)# .*/gm, ''));
  assert.deepEqual(await bare('README.zh-CN.md'), await bare('README.md'));
});

test('no_key_is_on_a_command_line_that_the_readme_has_people_run', async () => {
  const lines = (await blocks()).flatMap((text) => text.split('\n'));
  const calls = lines.filter((line) => line.startsWith('curl '));
  assert.ok(calls.length >= 2);
  for (const line of calls) assert.doesNotMatch(line, /Bearer|KEY|secrets/);
});

const backUp = async (when) => machine.run(await block('#!/bin/sh'), when);

/** Runs it to a good end; returns the copy's name. They are told apart by the second. */
async function whole(when) {
  const before = await copies();
  if (before.length > 0) await pause(1_000);
  const { code, said, printed } = await backUp(when);
  assert.deepEqual([code, said.split(', ').slice(0, 2), printed], [0, ['stop dukou', 'start dukou'], '']);
  const last = await readlink(machine.at('copies/last'));
  assert.ok(!before.includes(last));
  return last;
}

async function copies() {
  const found = await readdir(machine.at('copies')).catch(() => []);
  return found.filter((name) => name.startsWith('2')).sort();
}

/** Of the passes over the data, in the second the server stands. */
const atTheSecond = (line) => `[ ! "$(cat "${machine.at('said')}")" ] || { ${line}; }`;

const read = (...names) => readFile(machine.at(...names), 'utf8');

async function write(path, text) {
  await mkdir(join(machine.at(path), '..'), { recursive: true });
  await writeFile(machine.at(path), text);
}
