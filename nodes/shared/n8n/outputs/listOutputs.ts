import type { IExecuteFunctions, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { pausing } from '../../toloka/flow/pauses';
import type { FileFormat, SlicedPage } from '../../toloka/flow/boundedFiles';
import { boundedFiles } from '../../toloka/flow/boundedFiles';
import { systemClock } from '../clock';
import type { FileFormatName, FileSettings } from '../parameters/fileSettings';
import type { Paired } from './groups';

/** Long lists as output items, or as files. */

/** Makes one output item per entry of a long list, with pauses between slices. */
export async function itemsOf<Entry>(
	walk: AsyncIterable<SlicedPage<Entry>>,
	jsonOf: (entry: Entry) => object,
	pairedItem: Paired,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const pause = pausing({ clock: systemClock });
	for await (const page of walk) {
		for await (const slice of page) {
			for (const entry of slice) {
				items.push({ json: jsonOf(entry) as INodeExecutionData['json'], pairedItem });
			}
			await pause();
		}
	}
	return items;
}

interface Kind {
	ending: string;
	mimeType: string;
}

const CSV: Kind = { ending: 'csv', mimeType: 'text/csv' };
const TSV: Kind = { ending: 'tsv', mimeType: 'text/tab-separated-values' };
const NDJSON: Kind = { ending: 'ndjson', mimeType: 'application/x-ndjson' };

interface Files<Entry> {
	walk: AsyncIterable<SlicedPage<Entry>>;
	format: FileFormat<Entry>;
	formatName: FileFormatName;
	/** Base of the file names if the user chooses none; a number and an ending are added. */
	baseName: string;
	settings: FileSettings;
	/** First fields of each item's JSON. */
	facts: object;
	/** Name of an entry's id in the output fields `first_<idName>` and `last_<idName>`. */
	idName: string;
	pairedItem: Paired;
}

export async function fileItems<Entry>(
	context: IExecuteFunctions,
	files: Files<Entry>,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const { walk, format, formatName, baseName, facts, idName, pairedItem } = files;
	const { fileName: given, maxBytes, dialect, binaryField } = files.settings;
	const pause = pausing({ clock: systemClock });
	const { ending, mimeType } = kindOf(formatName, dialect.delimiter);
	for await (const part of boundedFiles(walk, { format, maxBytes, pause })) {
		const number = items.length + 1;
		const fileName =
			given === undefined ? `${baseName}-${number}.${ending}` : numbered(given, ending, number);
		const file = await context.helpers.prepareBinaryData(part.bytes, fileName, mimeType);
		const names = { ...facts, file_name: fileName, mime_type: mimeType };
		const { bytes, count, firstId = null, lastId = null, columns } = part;
		const size = { part: number, count, bytes: bytes.length };
		const bounds = { [`first_${idName}`]: firstId, [`last_${idName}`]: lastId };
		const json = { ...names, ...size, ...bounds, ...(columns && { columns }) };
		items.push({ json: json as JsonObject, binary: { [binaryField]: file }, pairedItem });
	}
	return items;
}

function kindOf(format: FileFormatName, delimiter: string): Kind {
	if (format === 'ndjson') return NDJSON;
	return format === 'tolokaTsv' || delimiter === '\t' ? TSV : CSV;
}

const ENDING = /\.[0-9A-Za-z]{1,8}$/;

/** Keeps the chosen name for the first file and numbers the others; adds a missing ending. */
function numbered(fileName: string, ending: string, number: number): string {
	const own = ENDING.exec(fileName)?.[0] ?? `.${ending}`;
	const base = fileName.replace(ENDING, '');
	return number === 1 ? `${base}${own}` : `${base}-${number}${own}`;
}
