import type { IExecuteFunctions } from 'n8n-workflow';
import { isEmpty, readChoice } from '../shared/n8n/readers';
import { checkedId } from '../shared/toloka/service/requests';
import { isRecord } from '../shared/toloka/values/foreign';

/** The filters of a list for one item; an empty one filters nothing, a wrong one is refused. */
export function filtersPerItem(context: IExecuteFunctions, parameter: string, index: number) {
	const given: unknown = context.getNodeParameter(parameter, index, {});
	const filters = isRecord(given) ? given : {};
	return {
		choice: (name: string, label: string, allowed: readonly string[]): string | undefined => {
			const value = filters[name];
			const field = { label, itemIndex: index };
			return isEmpty(value) ? undefined : readChoice(value, field, allowed, allowed[0]);
		},
		id: (name: string, label: string): string | undefined => {
			const value = filters[name];
			return isEmpty(value) ? undefined : checkedId(value, label, index);
		},
	};
}
