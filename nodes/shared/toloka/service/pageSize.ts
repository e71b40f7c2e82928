import type { TolokaFailure } from './failures';
import { outcomeOf, isFailure } from './failures';
import { fieldErrors } from './fieldErrors';

/** What every description of every list allows; some say no more is possible (toloka-api §2.4). */
const SAFE_PAGE_SIZE = 300;

/** Reads a page of the list, asking for at most `most` rows. */
type SizedPages = <Page>(most: number, read: (size: number) => Promise<Page>) => Promise<Page>;

/** Pages of up to `pageSize` rows; from the first that the service refuses as too large, of 300. */
export function shrinkingPages(pageSize: number): SizedPages {
	let largest = pageSize;
	return async (most, read) => {
		const size = Math.min(largest, most);
		const page = await outcomeOf(read(size));
		if (!isFailure(page)) return page;
		if (size <= SAFE_PAGE_SIZE || !isAboutLimit(page)) throw page;
		largest = SAFE_PAGE_SIZE;
		return await read(Math.min(largest, most));
	};
}

function isAboutLimit({ kind, details }: TolokaFailure): boolean {
	const named = fieldErrors(details.payload).some(({ path }) => /(^|\.)limit$/.test(path));
	return kind === 'invalid' && (named || /\blimit\b/i.test(details.text ?? ''));
}
