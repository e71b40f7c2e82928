import { expect, it } from 'vitest';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import { SUITES } from '../../../nodes/shared/toloka/suites/drafts/kinds.ts';
import { afterPartialCreation } from '../../../nodes/shared/toloka/suites/outcomes/partialWork.ts';

it.each([
	[1, 'Retry this execution after that time'],
	[undefined, 'Toloka does not say when it will work again. Retry this execution later'],
])('a quota that ends at %s says when to retry, if known', (worksAgainAt, advice) => {
	const failure = new TolokaFailure('quota-exhausted', { worksAgainAt });
	const work = { kind: SUITES, created: 1, total: 3, isInvalid: false, ids: [] };
	expect(afterPartialCreation(failure, work).details.advice).toBe(
		`1 of 3 task suites was created. ${advice}: it creates the others and nothing twice.`,
	);
});
