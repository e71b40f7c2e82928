import { mkdir } from 'node:fs/promises';
import { readCommandLine } from '../../../demo/commandLine.mts';
import { printProgress, withProgress } from '../../../demo/n8n/progress.mts';
import { setUpDemo, type Demo } from '../../../demo/setUp.mts';
import { openEditor } from '../../e2e/browser/editor.mts';
import { PICTURES } from './pictures.mts';
import { PICTURES_FOLDER, PICTURE_SIZE, takePicture, type Picture } from './studio.mts';

/** Takes the pictures for README and docs, in the demo. */
const USAGE = `npm run screenshots -- [names]
  of ${[...new Set(PICTURES.map(({ name }) => name))].join(', ')};
  a panel needs the picture of its workflow before it`;

const wanted = readCommandLine(USAGE, () => {
	const names = process.argv.slice(2);
	const unknown = names.find((name) => !PICTURES.some((picture) => picture.name === name));
	if (unknown !== undefined) throw new RangeError(`There is no picture “${unknown}”`);
	return names;
});
const EMULATOR_PORT = 8099;
/** Hides n8n's one-time hint about pinning, which covers the output. */
const NO_DISCOVERY_HINT = "localStorage.setItem('N8N_PIN_DATA_DISCOVERY_NDV', 'true')";

function chosen(theme: Picture['theme']): Picture[] {
	return PICTURES.filter(
		(picture) => picture.theme === theme && (wanted.length === 0 || wanted.includes(picture.name)),
	);
}

async function takeAll(demo: Demo, theme: Picture['theme']): Promise<void> {
	const editor = await openEditor(demo, { theme, size: PICTURE_SIZE });
	await editor.page.addInitScript(NO_DISCOVERY_HINT);
	const studio = { demo, editor };
	try {
		for (const { name, pose } of chosen(theme)) {
			await withProgress(`Picture ${name}`, printProgress, async () => {
				await pose(studio);
				await takePicture(studio, name);
			});
		}
	} finally {
		await editor.close();
	}
}

await mkdir(PICTURES_FOLDER, { recursive: true });
const demo = await setUpDemo({ emulatorPort: EMULATOR_PORT, onProgress: printProgress });
try {
	await takeAll(demo, 'light');
	await takeAll(demo, 'dark');
} finally {
	await demo.stop();
}
process.exit();
