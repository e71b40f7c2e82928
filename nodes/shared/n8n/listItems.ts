import type { INodeExecutionData } from 'n8n-workflow';
import type { SlicedPage } from '../toloka/flow/boundedFiles';
import { pausing } from '../toloka/flow/pauses';
import { systemClock } from './clock';

/** One output item per entry of a long list, with pauses between its slices. */
export async function itemsOf<Entry>(
	walk: AsyncIterable<SlicedPage<Entry>>,
	jsonOf: (entry: Entry) => object,
	pairedItem: INodeExecutionData['pairedItem'],
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
