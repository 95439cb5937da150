// Runs the shop's side behind your own HTTPS; what it does is in `token.mjs`.
//
//   WX_APPID=… WX_SECRET=… DUKOU_IDENTITY_KEY=… DUKOU_SITE=acme PORT=3000 node start.mjs

import { server } from './token.mjs';

const { WX_APPID, WX_SECRET, DUKOU_IDENTITY_KEY, DUKOU_SITE, PORT = '3000' } = process.env;
for (const name of ['WX_APPID', 'WX_SECRET', 'DUKOU_IDENTITY_KEY', 'DUKOU_SITE']) {
  if (!process.env[name]) throw new Error(`set ${name}`);
}
const options = { appid: WX_APPID, secret: WX_SECRET, site: DUKOU_SITE, key: DUKOU_IDENTITY_KEY };
const running = server(options).listen(Number(PORT), () => {
  console.log(`tokens for ${DUKOU_SITE} at port ${running.address().port}`);
});
