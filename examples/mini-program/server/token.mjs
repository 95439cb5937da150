// The shop's side: exchanges the code of wx.login for an identity, and vouches for it to Dukou by a
// JWT that is good once, within a minute. Node.js 20, no dependency. `start.mjs` runs it.

import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const LIFE_SECONDS = 60;

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * A token as Dukou takes it: HS256, `aud` the site, `sub` the visitor, `exp` soon, and a `jti`, by
 * which it is good once.
 */
export function vouch(subject, { site, key, now = Date.now() / 1000, name }) {
  const iat = Math.floor(now);
  const exp = iat + LIFE_SECONDS;
  const claims = { sub: subject, name, aud: site, iat, exp, jti: randomUUID() };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

/** Whose code that is: WeChat's answer, or an error that does not repeat the secret. */
export async function identify(code, { appid, secret, fetch = globalThis.fetch }) {
  const query = new URLSearchParams({
    appid,
    secret,
    js_code: code,
    grant_type: 'authorization_code',
  });
  const answer = await fetch(`https://api.weixin.qq.com/sns/jscode2session?${query}`, {
    signal: AbortSignal.timeout(5000),
  });
  const { openid, unionid, errcode } = await answer.json();
  // `session_key` is in that answer too, and stays here: nothing of Dukou needs it.
  if (!openid) throw new Error(`WeChat refuses the code: errcode ${errcode}`);
  return unionid ?? openid;
}

/** Answers `POST { code }` by `{ jwt }`. */
export function server({ appid, secret, site, key, fetch }) {
  return createServer(async (request, response) => {
    const answer = (status, body) => {
      const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
      response.writeHead(status, headers).end(JSON.stringify(body));
    };
    if (request.method !== 'POST') return answer(405, { error: 'POST {"code": …}' });
    try {
      let body = '';
      for await (const chunk of request) {
        body += chunk;
        if (body.length > 1000) return answer(413, { error: 'too large' });
      }
      const { code } = JSON.parse(body);
      if (typeof code !== 'string' || !/^\w{1,128}$/.test(code)) throw new Error('no code');
      const subject = await identify(code, { appid, secret, fetch });
      answer(200, { jwt: vouch(subject, { site, key }) });
    } catch (error) {
      console.error(error.message);
      answer(400, { error: 'the code is not good' });
    }
  });
}
