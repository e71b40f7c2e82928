import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Dialect } from '../../toloka/values/csv';
import { checkedOf } from './parameters';
import type { Reader } from './readers';
import { choiceOf, numberWithin, readBoolean, readText } from './readers';

/** Settings of output files that more than one node offers, and the reader of their values. */

export type FileFormatName = 'csv' | 'ndjson' | 'tolokaTsv';

export interface FileSettings {
	/** For tables only. */
	dialect: Dialect;
	binaryField: string;
	/** Name of the first file; undefined if the node chooses it. */
	fileName: string | undefined;
	maxBytes: number;
}

const MB = 1024 * 1024;
/** A file is one Buffer in memory, and briefly two (n8n §4). */
const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t' } as const;

const readDelimiter = choiceOf(['comma', 'semicolon', 'tab'] as const, 'comma');
const readFileSize = numberWithin({ min: 1, max: 64, fallback: 16 });

export function readFileSettings(context: IExecuteFunctions, itemIndex: number): FileSettings {
	const read = <Value>(parameter: string, label: string, reader: Reader<Value>) =>
		checkedOf(context, parameter, label, reader, itemIndex);
	return {
		dialect: {
			delimiter: DELIMITERS[read('options.delimiter', 'Delimiter', readDelimiter)],
			isForSpreadsheets: read('options.forSpreadsheets', 'For Spreadsheets', readBoolean),
		},
		binaryField: read('binaryField', binaryFieldProperty.displayName, readText) ?? 'data',
		fileName: read('options.fileName', 'File Name', readText),
		maxBytes: read('options.fileSizeMb', fileSizeOption.displayName, readFileSize) * MB,
	};
}

export const delimiterOption: INodeProperties = {
	displayName: 'Delimiter',
	name: 'delimiter',
	type: 'options',
	options: [
		{ name: 'Comma', value: 'comma' },
		{ name: 'Semicolon', value: 'semicolon' },
		{ name: 'Tab', value: 'tab' },
	],
	default: 'comma',
	description:
		'What separates the columns of CSV files. Spreadsheets of many countries expect a semicolon.',
};

export const fileNameOption: INodeProperties = {
	displayName: 'File Name',
	name: 'fileName',
	type: 'string',
	default: '',
	placeholder: 'e.g. answers.csv',
	description:
		'Name of the file. Further files are numbered: answers-2.csv. If empty, the name is made from an ID.',
};

export const fileSizeOption: INodeProperties = {
	displayName: 'File Size (MB)',
	name: 'fileSizeMb',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 64 },
	default: 16,
	description: 'Maximum file size. What does not fit is written to further files.',
};

export const spreadsheetsOption: INodeProperties = {
	displayName: 'For Spreadsheets',
	name: 'forSpreadsheets',
	type: 'boolean',
	default: false,
	description:
		"Whether to write files for Excel and similar programs: with a byte order mark, and with ' before text that would run as a formula (text that begins with =, +, -, @ or a tab)",
};

export const binaryFieldProperty: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryField',
	type: 'string',
	default: 'data',
	required: true,
	hint: 'The name of the output binary field to put the file in',
};
