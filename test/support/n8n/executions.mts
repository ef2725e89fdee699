import type { N8nClient } from '../../../n8n-runtime/client.mts';

/** The most executions that n8n lists at once. */
const PAGE = 100;

interface ExecutionPage {
	results: Array<{ id: string }>;
	/** Where the next page begins; missing at the end, and always before n8n 2.41. */
	nextCursor?: string | null;
}

/** The ids of all executions of a workflow, oldest first. */
export async function listExecutions(client: N8nClient, workflowId: string): Promise<string[]> {
	const filter = JSON.stringify({ workflowId });
	const ids: number[] = [];
	for (let cursor: string | null = ''; cursor !== null; ) {
		const query = new URLSearchParams({ filter, limit: String(PAGE), ...(cursor && { cursor }) });
		const page: ExecutionPage = await client.get<ExecutionPage>(`/executions?${query}`);
		ids.push(...page.results.map(({ id }) => Number(id)));
		cursor = page.nextCursor ?? null;
	}
	return [...new Set(ids)].sort((a, b) => a - b).map(String);
}
