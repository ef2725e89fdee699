import { textOf } from '../../kling/json';
import { parseHttpUrl } from '../../kling/url';
import type { NodeContext } from './context';

/**
 * What is secret for as long as this execution lasts: the link that resumes it, and the signature in that
 * link. Kling is given it, and whoever answers in Kling's place may repeat it.
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
		// There is none where no execution is.
		return '';
	}
}
