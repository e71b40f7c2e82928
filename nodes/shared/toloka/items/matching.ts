import type { Item } from './items';
import type { Pauses } from '../flow/pauses';
import { forEachWithPauses } from '../flow/pauses';
import { canonicalJson, contentOf, hasOwn } from '../values/content';
import { isRecord, textOf } from '../values/foreign';
import { addTo } from '../values/lists';
import { fieldsWithValue, looseContent, looseContentOf } from '../values/likeness';

/** The item that was created from an input. */
interface Match {
	id: string;
	batchId?: string;
	createdAt?: string;
}

/** An item that equals no input. */
interface Candidate extends Match {
	/** Whether the item is like no input but may still be one that the service changed. */
	isUnexplained: boolean;
	/** Whether every input has the caller's own `id`, and none has this item's. */
	isForeign: boolean;
	/** The fields that have a value. */
	fields: readonly string[];
}

/** Places of inputs, keyed by a text that identifies the inputs. */
type Places = Map<string, number[]>;

interface LooseIndex {
	/** The sets of fields that inputs have; only these fields of an item are compared. */
	fieldSets: string[][];
	places: Places;
	callerIds: Places;
	/** Whether every input has the caller's own `id`. */
	allHaveIds: boolean;
}

/**
 * The inputs to find items for, told apart by content. The service may change an input, add
 * defaults or rewrite links (toloka-api §12, 16): inputs without an equal item are therefore
 * compared loosely, and additional fields of an item are ignored, unless other items lack them: a
 * service adds its default to every item.
 */
export class Wanted {
	private loose: Promise<LooseIndex> | undefined;

	private constructor(
		readonly inputs: readonly object[],
		readonly exact: Places,
		private readonly pauses: Pauses,
	) {}

	static async of(inputs: readonly object[], pauses: Pauses): Promise<Wanted> {
		const exact: Places = new Map();
		await forEachWithPauses(inputs, pauses, (input, place) =>
			addTo(exact, contentOf(input), place),
		);
		return new Wanted(inputs, exact, pauses);
	}

	/** Built at the first item that equals no input; usually there is none. */
	async looseIndex(): Promise<LooseIndex> {
		return await (this.loose ??= this.makeLooseIndex());
	}

	private async makeLooseIndex(): Promise<LooseIndex> {
		const fieldSets = new Map<string, string[]>();
		const places: Places = new Map();
		const callerIds: Places = new Map();
		let allHaveIds = true;
		await forEachWithPauses(this.inputs, this.pauses, (input, place) => {
			const sent = JSON.parse(JSON.stringify(input)) as Record<string, unknown>;
			const fields = fieldsWithValue(sent);
			fieldSets.set(fields.sort().join('\n'), fields);
			addTo(places, looseContent(sent), place);
			const id = callerId(sent);
			if (id === undefined) allHaveIds = false;
			else addTo(callerIds, id, place);
		});
		return { fieldSets: [...fieldSets.values()], places, callerIds, allHaveIds };
	}
}

/** One lookup in a list of items, newest first, which it receives page by page. */
export class Look {
	/** The item found for each input, by place of the input. */
	readonly found: Array<Match | undefined>;
	/** Number of items that match no input but may be one that the service changed. */
	unexplained = 0;
	private missing: number;
	private readonly taken = new Map<string, number>();
	private seen = 0;
	/** How many of the items seen have a field. */
	private readonly having = new Map<string, number>();
	private readonly alike = new Map<string, Candidate[]>();
	private readonly withId = new Map<string, Candidate[]>();

	constructor(private readonly wanted: Wanted) {
		this.found = new Array<undefined>(wanted.inputs.length).fill(undefined);
		this.missing = wanted.inputs.length;
	}

	/** Whether every input has its item, so that no further page is needed. */
	get isComplete(): boolean {
		return this.missing === 0;
	}

	async takePage(items: readonly Item[]): Promise<void> {
		for (const item of items) this.countFields(item);
		const others = items.filter((item) => !this.takeEqual(item));
		if (others.length === 0) return;
		const index = await this.wanted.looseIndex();
		for (const item of others) this.takeOther(item, index);
	}

	private takeEqual(item: Item): boolean {
		const content = canonicalJson(item.input_data);
		const places = this.wanted.exact.get(content);
		if (places === undefined) return false;
		const count = this.taken.get(content) ?? 0;
		this.taken.set(content, count + 1);
		// The newest of equal items belongs to the last of equal inputs.
		if (count < places.length) this.give(places[places.length - 1 - count], matchOf(item));
		return true;
	}

	private takeOther(item: Item, { fieldSets, places, callerIds, allHaveIds }: LooseIndex): void {
		const input = isRecord(item.input_data) ? item.input_data : {};
		// Field sets that differ only by fields without a value produce the same text.
		const texts = new Set(fieldSets.map((fields) => looseContentOf(input, fields)));
		const fields = fieldsWithValue(input);
		const contents = [...texts].filter((content) => {
			const [place] = places.get(content) ?? [];
			return place !== undefined && this.mayBeOf(place, fields);
		});
		const id = callerId(input);
		const isOurs = id !== undefined && callerIds.has(id);
		const isForeign = allHaveIds && id !== undefined && !isOurs;
		const isUnexplained = contents.length === 0 && !isForeign;
		const candidate = { ...matchOf(item), isUnexplained, isForeign, fields };
		if (candidate.isUnexplained) this.unexplained++;
		for (const content of contents) keep(this.alike, content, candidate, places);
		if (isOurs) keep(this.withId, id, candidate, callerIds);
	}

	private countFields({ input_data: input }: Item): void {
		this.seen++;
		if (!isRecord(input)) return;
		for (const field of Object.keys(input)) {
			this.having.set(field, (this.having.get(field) ?? 0) + 1);
		}
	}

	/** Whether the service may have added what an item with these fields has beside the input's. */
	private mayBeOf(place: number, fields: readonly string[]): boolean {
		const own = this.wanted.inputs[place];
		return fields.every((field) => hasOwn(own, field) || this.having.get(field) === this.seen);
	}

	/**
	 * Assigns a similar item to each input without an equal one.
	 *
	 * @param byCallerId whether the caller's own `id` is enough if exactly one input and one item
	 * have it.
	 */
	async matchAlike(byCallerId: boolean): Promise<void> {
		if (this.alike.size + this.withId.size === 0) return;
		const { places, callerIds } = await this.wanted.looseIndex();
		const used = new Set<string>();
		/** Items of which later ones have shown that they are like no input. */
		const unlike = new Map<string, Candidate>();
		const give = (place: number, candidate: Candidate) => {
			this.give(place, candidate);
			used.add(candidate.id);
			if (candidate.isUnexplained) this.unexplained--;
		};
		for (const [id, matches] of byCallerId ? this.withId : []) {
			const [place, ...others] = callerIds.get(id) ?? [];
			const isOne = others.length === 0 && matches.length === 1;
			if (isOne && this.found[place] === undefined) give(place, matches[0]);
		}
		for (const [content, matches] of this.alike) {
			const [first, ...others] = places.get(content) ?? [];
			const waiting = [first, ...others].filter((place) => !this.found[place]);
			const isLike = ({ fields }: Candidate) => this.mayBeOf(first, fields);
			const free = matches.filter((match) => !used.has(match.id) && isLike(match)).reverse();
			for (const [index, match] of free.slice(0, waiting.length).entries()) {
				give(waiting[index], match);
			}
			for (const match of matches) if (!isLike(match)) unlike.set(match.id, match);
		}
		for (const [id, { isForeign, isUnexplained }] of unlike) {
			if (!used.has(id) && !isForeign && !isUnexplained) this.unexplained++;
		}
	}

	private give(place: number, { id, batchId, createdAt }: Match): void {
		this.found[place] = { id, batchId, createdAt };
		this.missing--;
	}
}

/** Keeps useful candidates only: one more than inputs already shows that an `id` is not unique. */
function keep(
	kept: Map<string, Candidate[]>,
	text: string,
	candidate: Candidate,
	places: Places,
): void {
	const same = kept.get(text) ?? [];
	kept.set(text, same);
	if (same.length <= (places.get(text)?.length ?? 0)) same.push(candidate);
}

function matchOf({ id, batch_id: batchId, created_at: createdAt }: Item): Match {
	return { id, createdAt, batchId: typeof batchId === 'string' ? batchId : undefined };
}

/** The caller's own key, which most solutions declare (toloka-api §5.1). */
function callerId({ id }: Record<string, unknown>): string | undefined {
	return textOf(id) || undefined;
}
