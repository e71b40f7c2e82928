import { expect, it } from 'vitest';
import { cell } from './readRow.mts';

it.each<[string, unknown, unknown]>([
	['coordinates', { lat: 55.73, long: 37.58 }, '55.73,37.58'],
	['coordinates', { type: 'Point', coordinates: [37.58, 55.73] }, '55.73,37.58'],
	['coordinates', '{"type":"Point","coordinates":[-70.6,-33.4,520]}', '-33.4,-70.6'],
	['array_coordinates', '55.73,37.58; -33.86,151.2', ['55.73,37.58', '-33.86,151.2']],
	['array_coordinates', '55.73,37.58\r\n55.75, 37.62', ['55.73,37.58', '55.75,37.62']],
])('%s are read from %o', (type, value, expected) => {
	expect(cell(type, value)).toEqual(expected);
});

it.each<[string, unknown]>([
	['coordinates', { type: 'Polygon', coordinates: [[37.58, 55.73]] }],
	['coordinates', { type: 'Point', coordinates: [37.58] }],
	['coordinates', { lat: '55,73', lng: '37,58' }],
	['array_coordinates', '55,73;37,58'],
])('%s in an unclear form are refused: %o', (type, value) => {
	expect(cell(type, value)).toMatch(/^must be coordinates such as 53\.91,27\.53, latitude first/);
});
