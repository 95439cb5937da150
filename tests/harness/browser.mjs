// The installed Chromium: CHROMIUM names it, else the usual places are tried.

import { existsSync } from 'node:fs';

import { chromium } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Starts it, headless, speaking to nobody but the pages it is told to open. With `keepsPages` it keeps those
 * that are left as they were, as people's browsers do.
 */
export function launch({ keepsPages = false } = {}) {
  const executablePath = process.env.CHROMIUM ?? PLACES.find(existsSync);
  if (!executablePath) {
    throw new Error('no Chromium: install it (Debian: apt install chromium) or set CHROMIUM');
  }
  return chromium.launch({
    // Playwright turns off what brings a page back as it was.
    ignoreDefaultArgs: keepsPages ? ['--disable-back-forward-cache'] : [],
    executablePath,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}
