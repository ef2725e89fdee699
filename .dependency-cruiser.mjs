const GROUND_FLOOR = '^kling/[^/]+$';

/** The rooms of the domain, and what each may use besides itself and the ground floor. */
const ROOMS = { api: [], media: [], tasks: ['api'], callbacks: ['api'] };

/**
 * Which way imports point (see "The house" in CONTRIBUTING.md); imports of types count, too.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
export default {
	options: {
		tsConfig: { fileName: 'tsconfig.tools.json' },
		tsPreCompilationDeps: true,
		doNotFollow: { path: 'node_modules' },
	},
	forbidden: [
		rule('no circle of files', {}, { circular: true }),
		{
			...rule('no circle of folders', { path: '^(credentials|nodes|kling)' }, { circular: true }),
			scope: 'folder',
		},
		rule(
			'what is published uses only itself, n8n-workflow and crypto',
			{ path: '^(credentials|nodes|kling)/' },
			{
				pathNot: ['^(credentials|nodes|kling)/', '^(node_modules/)?n8n-workflow(/|$)', '^crypto$'],
			},
		),
		rule('credentials use no node', { path: '^credentials/' }, { path: '^nodes/' }),
		rule(
			'a node uses no other node',
			{ path: '^nodes/([^/]+)/' },
			{ path: '^nodes/', pathNot: ['^nodes/$1/', '^nodes/common/'] },
		),
		rule(
			'the domain knows nothing of n8n',
			{ path: '^kling/' },
			{ pathNot: ['^kling/', '^crypto$'] },
		),
		rule(
			'the ground floor of the domain uses no room',
			{ path: GROUND_FLOOR },
			{ path: '^kling/', pathNot: GROUND_FLOOR },
		),
		...Object.entries(ROOMS).map(([room, others]) =>
			rule(
				`${room} uses only ${['the ground floor', ...others].join(' and ')}`,
				{ path: `^kling/${room}/` },
				{ path: '^kling/', pathNot: [GROUND_FLOOR, `^kling/(${[room, ...others].join('|')})/`] },
			),
		),
		rule(
			'a new room of the domain is entered above',
			{ path: '^kling/.+/', pathNot: `^kling/(${Object.keys(ROOMS).join('|')})/` },
			{},
		),
	],
};

/**
 * @param {string} name says what holds
 * @param {object} from
 * @param {object} to
 */
function rule(name, from, to) {
	return { name, severity: 'error', from, to };
}
