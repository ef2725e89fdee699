import jwt from 'jsonwebtoken';
import { ApiError } from './errors.mts';
import type { EmulatorSettings } from './options.mts';

/**
 * Accepts a static token, or a JWT that a secret key has signed.
 *
 * @param header the value of `Authorization`
 * @throws ApiError 1000 to 1004
 */
export function authenticate(
	header: string | undefined,
	{ apiTokens, accessKeys }: Pick<EmulatorSettings, 'apiTokens' | 'accessKeys'>,
): void {
	const token = readToken(header);
	if (!apiTokens.includes(token)) verifyJwt(token, accessKeys);
}

/**
 * Accepts a static token only, as API 2.0 does (API §8).
 *
 * @throws ApiError 1001 or 1002
 */
export function requireApiToken(
	header: string | undefined,
	{ apiTokens }: Pick<EmulatorSettings, 'apiTokens'>,
): void {
	if (!apiTokens.includes(readToken(header))) throw new ApiError(1002);
}

function readToken(header = ''): string {
	const [scheme = '', token = '', ...rest] = header.trim().split(/\s+/);
	if (scheme === '' || (scheme === 'Bearer' && token === '')) throw new ApiError(1001);
	if (scheme !== 'Bearer' || rest.length > 0) throw new ApiError(1002);
	return token;
}

function verifyJwt(token: string, accessKeys: Record<string, string>): void {
	const claims = jwt.decode(token, { json: true });
	const secretKey = claims?.iss === undefined ? undefined : accessKeys[claims.iss];
	if (secretKey === undefined) throw new ApiError(1002);
	// Kling refuses a token that never expires.
	if (claims?.exp === undefined) throw new ApiError(1002);
	try {
		jwt.verify(token, secretKey, { algorithms: ['HS256'] });
	} catch (error) {
		if (error instanceof jwt.TokenExpiredError) throw new ApiError(1004);
		if (error instanceof jwt.NotBeforeError) throw new ApiError(1003);
		throw new ApiError(1000, 'Signature is invalid');
	}
}
