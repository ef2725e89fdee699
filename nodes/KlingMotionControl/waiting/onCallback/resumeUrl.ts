import type { IExecuteFunctions } from 'n8n-workflow';
import { textOf } from '../../../../kling/json';
import { hostOf, isOutOfReach, parseHttpUrl } from '../../../../kling/url';
import { assertNoProblems } from '../../input/problems';

const ADVICE = 'Nothing was sent to Kling. By Polling needs no callback and works everywhere.';

/**
 * The address that resumes this execution, if the node is to wait for a callback; null if it is to
 * poll. Anyone who knows the address can call the execution, so it must not appear in any item,
 * error or log.
 *
 * @throws KlingError (`input`) when no callback could arrive.
 */
export function readResumeUrl(context: IExecuteFunctions, baseUrl: string): string | null {
	const resume = context.getNodeParameter('resume', 0, 'polling');
	if (resume === 'polling') return null;
	const address = textOf(context.evaluateExpression('{{ $execution.resumeUrl }}', 0));
	const url = parseHttpUrl(address ?? '');
	const problem =
		resume === 'callback' ? findReachabilityProblem(context, url, baseUrl) : wrongResume(resume);
	assertNoProblems(problem === null ? [] : [problem], ADVICE);
	return url;
}

/** Needed because expressions and imported workflows may give any value. */
function wrongResume(resume: unknown): string {
	return `Resume must be "polling" or "callback", not ${JSON.stringify(resume)}`;
}

function findReachabilityProblem(
	context: IExecuteFunctions,
	url: string | null,
	baseUrl: string,
): string | null {
	const { executeOnce, type } = context.getNode();
	if (executeOnce) {
		// At the time limit, n8n would pass on the other items as if they were results.
		return 'On Callback does not work together with Execute Once in the settings of the node: turn that off, and put a Limit node in front';
	}
	if (type.endsWith('Tool')) return 'An AI agent cannot wait for a callback: choose By Polling';
	if (url === null) return 'This n8n has no address for callbacks: choose By Polling';
	if (isOutOfReach(url, baseUrl)) {
		return `Kling cannot reach this n8n at "${hostOf(url)}": set N8N_WEBHOOK_URL (WEBHOOK_URL in older versions of n8n) to its public address`;
	}
	return null;
}
