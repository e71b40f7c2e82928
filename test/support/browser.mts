import { chromium, type Browser } from 'playwright-core';
import { ensureDebianPackages } from './debian.mts';

/** Nothing that looks for the internet, and what a container needs. */
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Launches Debian's chromium without a window. */
export async function launchBrowser(): Promise<Browser> {
	await ensureDebianPackages(['chromium']);
	return await chromium.launch({
		executablePath: '/usr/bin/chromium',
		headless: true,
		args: FLAGS,
	});
}
