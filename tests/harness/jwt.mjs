// Tokens as a shop's server signs them: HS256, `aud` the site, `exp` required.

import { createHmac } from 'node:crypto';

/** The key of the test sites. */
export const KEY = 'the-test-shops-signing-key-32-bytes-long';

/** What is written out already, as it is: numbers that JavaScript does not count to. */
const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Signs `claims`; `header` and `key` make the bad ones. */
export function sign(claims, { header = { alg: 'HS256', typ: 'JWT' }, key = KEY } = {}) {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

/** Claims that are good for five minutes. */
export const claims = (more = {}) => {
  const now = Math.floor(Date.now() / 1000);
  return { sub: 'u-1001', name: '王小明', aud: 'acme', iat: now, exp: now + 300, ...more };
};
