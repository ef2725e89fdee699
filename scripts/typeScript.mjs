/**
 * Lets this process import TypeScript. To be called after the setup, because tsx is missing before.
 * Both loaders are needed: `.mts` files are modules, the published `.ts` files are CommonJS.
 */
export async function allowTypeScript() {
	const [modules, commonJs] = await Promise.all([import('tsx/esm/api'), import('tsx/cjs/api')]);
	commonJs.register();
	modules.register();
}
