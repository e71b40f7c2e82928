import { chromium, type Browser } from 'playwright-core';
import { ensureDebianPackages } from './debian.mts';

/** Flags that a container needs, and flags that turn off background network traffic. */
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Launches Debian's Chromium in headless mode. */
export async function launchBrowser(): Promise<Browser> {
	await ensureDebianPackages(['chromium']);
	return await chromium.launch({
		executablePath: '/usr/bin/chromium',
		headless: true,
		args: FLAGS,
	});
}
