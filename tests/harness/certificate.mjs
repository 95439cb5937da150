// A certificate for this machine that nobody has signed but itself.

import { generateKeyPairSync, sign } from 'node:crypto';

/** A key and its certificate for 127.0.0.1, good for a day, in PEM. */
export function certificate() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(COMMON_NAME, der(0x0c, Buffer.from('127.0.0.1')))));
  const at = (milliseconds) => {
    const [date, time] = new Date(milliseconds).toISOString().slice(2, 19).split('T');
    return der(0x17, Buffer.from(`${date}${time}Z`.replace(/[-:]/g, '')));
  };
  const isOf = sequence(ALTERNATIVE_NAME, der(0x04, sequence(der(0x87, Buffer.from([127, 0, 0, 1])))));
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.from([1])), // serial number
    ECDSA_WITH_SHA256,
    name,
    sequence(at(Date.now() - 3_600_000), at(Date.now() + 86_400_000)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(isOf)),
  );
  const signature = sign('sha256', signed, privateKey);
  const whole = sequence(signed, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').match(/.{1,64}/g).join('\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

/** A value of ASN.1 by its distinguished encoding. */
function der(tag, ...parts) {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts) {
  return der(0x30, ...parts);
}

function set(...parts) {
  return der(0x31, ...parts);
}

function identifier(hex) {
  return der(0x06, Buffer.from(hex, 'hex'));
}

const COMMON_NAME = identifier('550403');
const ALTERNATIVE_NAME = identifier('551d11');
const ECDSA_WITH_SHA256 = sequence(identifier('2a8648ce3d040302'));
