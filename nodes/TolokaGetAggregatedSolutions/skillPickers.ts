import { listSkills } from '../shared/toloka/pools/skills';
import { pickerOf } from '../shared/n8n/panel/pickers';

export const searchSkills = pickerOf((send) => async (cursor) => {
	const { rows, hasMore } = await listSkills(send, cursor);
	return { hasMore, rows: rows.map(({ id, name }) => ({ name: name || id, value: id })) };
});
