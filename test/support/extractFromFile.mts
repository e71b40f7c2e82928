import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { repositoryDir } from './build.mts';

/** Sample files, and the rows that n8n's Extract from File node makes of them. */
const FILES = join(repositoryDir, 'test', 'engine', 'files');

/** The files, each with the settings of the node that read it. */
const EXTRACTIONS: Record<string, IDataObject> = {
	'toloka-upload.tsv': { delimiter: '\t', relaxQuotes: true },
	'toloka-results.tsv': { delimiter: '\t', relaxQuotes: true, includeEmptyCells: true },
	'toloka-aggregated.tsv': { delimiter: '\t', relaxQuotes: true },
	'label-studio.csv': {},
	'mturk-batch.csv': {},
	'windows-1251.csv': { delimiter: ';', encoding: 'latin1' },
	'windows-1252.csv': {},
	'excel-sep.csv': {},
	'excel.xlsx': {},
};

type Rows = Record<string, IDataObject[]>;

/** Reads the recorded rows; a test with the pinned n8n checks that they are still right. */
export async function recordedRows(): Promise<Rows> {
	return JSON.parse(await readFile(join(FILES, 'rows.json'), 'utf8')) as Rows;
}

type Extract = (
	this: Partial<IExecuteFunctions>,
	items: INodeExecutionData[],
	fileFormatProperty: string,
	options: { failOnCsvBufferError: boolean },
) => Promise<INodeExecutionData[]>;

/**
 * Extracts the rows of all files with the node of an installed n8n.
 *
 * @param dir the folder of that n8n.
 */
export async function extractedRows(dir: string): Promise<Rows> {
	const rows: Rows = {};
	for (const [file, set] of Object.entries(EXTRACTIONS)) {
		const bytes = await readFile(join(FILES, file));
		rows[file] = await extracted(dir, bytes, extname(file), set);
	}
	return rows;
}

/** Extracts the rows of one file with the node of an installed n8n. */
export async function extracted(
	dir: string,
	bytes: Buffer,
	fileExtension: string,
	set: IDataObject,
): Promise<IDataObject[]> {
	const require = createRequire(join(dir, 'package.json'));
	const path = 'n8n-nodes-base/dist/nodes/Files/ExtractFromFile/actions/spreadsheet.operation.js';
	const { execute } = require(path) as { execute: Extract };
	const parameters: IDataObject = {
		operation: fileExtension === '.xlsx' ? 'xlsx' : 'csv',
		binaryPropertyName: 'data',
		options: { delimiter: ',', encoding: 'utf-8', ...set },
	};
	const data = bytes.toString('base64');
	const context = {
		getNodeParameter: (name: string) => parameters[name],
		continueOnFail: () => false,
		helpers: { assertBinaryData: () => ({ data, mimeType: 'text/csv', fileExtension }) },
	} as unknown as Partial<IExecuteFunctions>;
	const items = await execute.call(context, [{ json: {} }], 'operation', {
		failOnCsvBufferError: true,
	});
	return items.map(({ json }) => json);
}
