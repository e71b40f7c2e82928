import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../emulator/json.mts';
import type { Spec } from '../../emulator/service/inputSpec.mts';
import { useService } from './service.mts';
import { assignmentsOf, HOUR, staffedPool } from './pools.mts';

const COUNT = 20;

describe('answers of simulated performers', () => {
	const service = useService();

	/** Collects the answers to suites of one task, each done once. */
	function answersTo(
		view: JsonObject,
		specs: { input: Spec; output: Spec },
		input?: Input,
	): Json[] {
		const pool = staffedPool(service, {
			inputSpec: specs.input,
			outputSpec: specs.output,
			viewSpec: { type: 'tb', config: JSON.stringify({ view }) },
		}).id;
		service.emulator.seedData.addTaskSuites(pool, { count: COUNT, overlap: 1, input });
		service.clock.advance(HOUR);
		const answers = assignmentsOf(service, pool).map((one) => one.answers?.[0]?.result ?? null);
		expect(answers).toHaveLength(COUNT);
		return answers;
	}
	type Input = (index: number) => JsonObject;
	const data = { type: 'data.output', path: 'result' };
	const image = { image: { type: 'url' } };

	it('are options of the view if the spec allows any value', () => {
		const options = [{ value: 'red' }, { value: 'blue' }];
		const view = { type: 'field.radio-group', options, data };
		const colors = answersTo(view, { input: image, output: { result: { type: 'string' } } });
		expect(new Set(colors)).toEqual(new Set(['red', 'blue']));
	});

	it("are the task's own values if the view's options refer to them", () => {
		const paths = ['left', 'right.link'];
		const options = paths.map((path) => ({ value: { type: 'data.input', path } }));
		const view = { type: 'field.button-radio-group', options, data };
		const specs = {
			input: { left: { type: 'url' }, right: { type: 'json' } },
			output: { result: { type: 'url' } },
		};
		const input: Input = (index) => ({
			left: `https://example.org/l${index}`,
			right: { link: `https://example.org/r${index}` },
		});
		const sides = answersTo(view, specs, input).map((result, index) => {
			expect(result).toMatch(new RegExp(`/[lr]${index}$`));
			return String(result).at('https://example.org/'.length);
		});
		expect(new Set(sides)).toEqual(new Set(['l', 'r']));
	});

	it('are areas if the view lets people select them', () => {
		const view = { type: 'field.image-annotation', data, shapes: { rectangle: true } };
		const areas = answersTo(view, { input: image, output: { result: { type: 'json' } } });
		const number = expect.any(Number);
		for (const area of areas) {
			expect(area).toEqual([
				{ shape: 'rectangle', left: number, top: number, width: number, height: number },
			]);
		}
	});

	it.each([
		[false, [{ cat: true }, { dog: true }, { cat: true, dog: true }]],
		[
			true,
			[
				{ cat: true, dog: false },
				{ cat: false, dog: true },
				{ cat: true, dog: true },
			],
		],
	])('are the ticked boxes of a group (preserveFalse: %s)', (preserveFalse, wanted) => {
		const options = [{ value: 'cat' }, { value: 'dog' }];
		const view = { type: 'field.checkbox-group', options, data, preserveFalse };
		const ticked = answersTo(view, { input: image, output: { result: { type: 'json' } } });
		expect(new Set(ticked.map((one) => JSON.stringify(one)))).toEqual(
			new Set(wanted.map((one) => JSON.stringify(one))),
		);
	});

	it.each([
		['marksandspencer\\.com/?', 'https://marksandspencer.com'],
		['^\\d+\\.?\\d{0,3}$', '12.5'],
		['^[a-z*\\s]+$', 'ok'],
		['^(?=x)y', undefined],
		['(', undefined],
	])('match the pattern %s of the view, if it is simple', (pattern, wanted) => {
		const schema = { type: 'string', pattern };
		const conditions: Json = [{ type: 'condition.required' }, { type: 'condition.schema', schema }];
		const view = { type: 'field.text', data, validation: { type: 'condition.all', conditions } };
		const texts = answersTo(view, { input: image, output: { result: { type: 'string' } } });
		const made = wanted === undefined ? ['OK', 'BAD'] : [wanted];
		expect(new Set(texts)).toEqual(new Set(made));
	});
});
