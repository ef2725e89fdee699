import { textOf } from '../../kling/json';
import { parseHttpUrl } from '../../kling/url';
import type { NodeContext } from './context';

/**
 * The secrets of this execution: the link that resumes it, and the signature in that link. Kling is
 * given the link, so a response may repeat it.
 */
export function executionSecretsOf(context: NodeContext): string[] {
	const url = parseHttpUrl(readResumeLink(context));
	if (url === null) return [];
	return [url, ...new URL(url).searchParams.values()];
}

function readResumeLink(context: NodeContext): string {
	if (!('evaluateExpression' in context)) return '';
	try {
		return textOf(context.evaluateExpression('{{ $execution.resumeUrl }}', 0)) ?? '';
	} catch {
		// Outside of an execution, there is no link.
		return '';
	}
}
