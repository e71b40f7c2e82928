import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { json, record, spoiled, text } from './hostile.mts';
import { expectSound } from './invariants.mts';
import type { Stage, Target } from './targets.mts';
import { TARGETS, openStage, parameterNames, seed } from './targets.mts';
import { isRecord } from '../../nodes/shared/toloka/values/foreign.ts';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

const SETTINGS = fc.constantFrom(
	{},
	{ onError: 'continueRegularOutput' as const },
	{ onError: 'continueErrorOutput' as const },
);

/** IDs in every mode that the editor offers, and one that does not exist; n8n requires objects. */
const locator = fc.record({
	__rl: fc.constant(true),
	mode: fc.constantFrom('id', 'url', 'list', 'nonsense'),
	value: json,
});

function withParameters({ type, given }: Target): fc.Arbitrary<IDataObject> {
	const { own, options } = parameterNames(type);
	const { parameters } = given(stage.emulator);
	const locators = own.filter((name) => isRecord(parameters[name]));
	const others = own.filter((name) => !locators.includes(name));
	return fc.oneof(
		spoiled(parameters, others),
		...(options.length > 0
			? [spoiled({}, options).map((chosen) => ({ ...parameters, options: chosen }))]
			: []),
		...locators.map((name) => locator.map((value) => ({ ...parameters, [name]: value }))),
	);
}

describe.each(TARGETS)('$type $how', (target) => {
	it('handles any parameters', async () => {
		await fc.assert(
			fc.asyncProperty(withParameters(target), SETTINGS, async (parameters, settings) => {
				seed(stage);
				stage.service.behave([{ kind: 'true' }]);
				const given = { ...target.given(stage.emulator), parameters, settings };
				expectSound(await stage.run(target.type, given), stage.service);
			}),
			{ seed: 1, numRuns: 100 },
		);
	});
});

const ACTIONS = TARGETS.filter(({ type }) => !type.endsWith('Trigger'));

describe.each(ACTIONS)('$type $how', (target) => {
	it('handles any input', async () => {
		const { input, parameters } = target.given(stage.emulator);
		const names = [...new Set(input.flatMap(Object.keys)), '__proto__', 'more'];
		const item = fc.oneof(
			record,
			...input.map((valid) => spoiled(valid, names)),
			...input.map((valid) => fc.constant(valid)),
			text.map((value) => ({ [names[0]]: value.repeat(50) })),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(item, { maxLength: 5 }), SETTINGS, async (items, settings) => {
				seed(stage);
				stage.service.behave([{ kind: 'true' }]);
				const given = { parameters, input: items, settings };
				expectSound(await stage.run(target.type, given), stage.service);
			}),
			{ seed: 2, numRuns: 75 },
		);
	});
});
