import fastify from 'fastify';

/** One tool call requested by the model. */
interface ToolCall {
	tool: string;
	args: object;
}

/** The tool calls that the model requests: one list per response. */
export type Turns = ToolCall[][];

export interface ModelStub {
	/** The base URL of an OpenAI credential. */
	url: string;
	close(): Promise<void>;
}

interface Message {
	role: string;
	content?: unknown;
}

interface Question {
	model: string;
	messages: Message[];
}

/**
 * Starts a stand-in for a model with OpenAI's chat completions. The prompt is the JSON of its
 * turns; after the last turn it answers “Done.”.
 */
export async function startModelStub(): Promise<ModelStub> {
	const server = fastify();
	server.post<{ Body: Question }>('/v1/chat/completions', async ({ body }) => answer(body));
	const url = await server.listen({ port: 0, host: '127.0.0.1' });
	return { url: `${url}/v1`, close: async () => await server.close() };
}

function answer({ model, messages }: Question): object {
	const calls = nextTurn(messages);
	const asks = calls.length > 0;
	const message = asks
		? { role: 'assistant', content: null, tool_calls: calls.map(asToolCall) }
		: { role: 'assistant', content: 'Done.' };
	return {
		id: crypto.randomUUID(),
		object: 'chat.completion',
		created: 0,
		model,
		choices: [{ index: 0, message, finish_reason: asks ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

/** Finds the first turn with calls that have no answer yet. */
function nextTurn(messages: Message[]): ToolCall[] {
	const answered = messages.filter(({ role }) => role === 'tool').length;
	let calls = 0;
	const isOpen = (turn: ToolCall[]): boolean => (calls += turn.length) > answered;
	return turnsOf(messages).find(isOpen) ?? [];
}

function turnsOf(messages: Message[]): Turns {
	const prompt = messages.find(({ role }) => role === 'user')?.content;
	return JSON.parse(String(prompt)) as Turns;
}

function asToolCall({ tool, args }: ToolCall): object {
	return {
		id: `call_${crypto.randomUUID()}`,
		type: 'function',
		function: { name: tool, arguments: JSON.stringify(args) },
	};
}
