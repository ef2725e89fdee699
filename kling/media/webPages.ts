/**
 * What to do about an address that leads to a web page instead of a file; null for any other
 * address.
 */
export function adviseOnPage(url: URL): string | null {
	const host = url.hostname.replace(/^(www|m|mobile)\./, '');
	const site = SITES.find(({ hosts }) => hosts.test(host));
	return site?.advise(url) ?? null;
}

interface Site {
	hosts: RegExp;
	/** Null for addresses of this site that are, or may be, files. */
	advise: (url: URL) => string | null;
}

const LAST_STEP = 'then choose From Binary File here';

/**
 * Sites whose addresses often lead to pages. Only what is certain without a request is reported.
 */
const SITES: Site[] = [
	{
		hosts: /^drive\.google\.com$/,
		advise: ({ pathname, searchParams }) => {
			const id =
				/\/file\/(?:u\/\d+\/)?d\/([\w-]+)/.exec(pathname)?.[1] ??
				(pathname === '/open' ? searchParams.get('id') : null);
			if (id === null && !pathname.includes('/folders/')) return null;
			return download('Google Drive', id && `https://drive.google.com/uc?export=download&id=${id}`);
		},
	},
	{
		hosts: /^docs\.google\.com$/,
		advise: ({ pathname }) =>
			/\/(edit|view|preview|pub)?$/.test(pathname) ? download('Google Drive') : null,
	},
	{
		hosts: /^photos\.(google\.com|app\.goo\.gl)$|^icloud\.com$|^share\.icloud\.com$/,
		advise: () => 'it is an album: download the file, put it on a public address, and use that one',
	},
	{
		hosts: /^dropbox\.com$/,
		advise: ({ pathname, searchParams }) => {
			const isFile = searchParams.get('dl') === '1' || searchParams.get('raw') === '1';
			if (isFile || !/^\/(s|sh|scl|home)\//.test(pathname)) return null;
			return `${download('Dropbox')}, or end the address with dl=1 instead of dl=0`;
		},
	},
	{
		hosts: /^1drv\.ms$|^onedrive\.live\.com$|\.sharepoint\.com$/,
		advise: ({ hostname, pathname, searchParams }) => {
			const isFile = searchParams.has('download') || /\/download(\.aspx)?$/.test(pathname);
			const isPage = !hostname.endsWith('.sharepoint.com') || /^\/:[a-z]:\//.test(pathname);
			return isPage && !isFile ? download('Microsoft OneDrive') : null;
		},
	},
	{
		hosts: /^github\.com$/,
		advise: ({ pathname, searchParams }) => {
			const blob = /^\/([^/]+)\/([^/]+)\/blob\/(.+)$/.exec(pathname);
			if (!blob || searchParams.has('raw')) return null;
			return `use its raw form, https://raw.githubusercontent.com/${blob[1]}/${blob[2]}/${blob[3]}`;
		},
	},
	{
		hosts: /^gitlab\.com$/,
		advise: ({ origin, pathname }) => rawForm(origin, pathname, '/-/blob/', '/-/raw/'),
	},
	{
		hosts: /^huggingface\.co$/,
		advise: ({ origin, pathname }) => rawForm(origin, pathname, '/blob/', '/resolve/'),
	},
	{
		hosts: /^([a-z]+\.)?wiki(pedia|media)\.org$/,
		advise: ({ pathname }) =>
			pathname.startsWith('/wiki/File:') ? 'open the page, and use the address of the file' : null,
	},
	{
		hosts:
			/^(youtube\.com|youtu\.be|((vm|vt)\.)?tiktok\.com|instagram\.com|facebook\.com|fb\.watch|vimeo\.com|bilibili\.com|b23\.tv|twitter\.com|x\.com|pin\.it|pinterest\.[a-z.]+|douyin\.com|v\.douyin\.com|reddit\.com|loom\.com|streamable\.com)$/,
		advise: () =>
			'it plays a video for people, and Kling can fetch files only: download the file, put it on a public address, and use that one',
	},
];

function download(site: string, direct: string | null = null): string {
	const otherWay = direct === null ? '' : `, or use ${direct} if everyone may see the file`;
	return `let n8n’s ${site} node download the file, ${LAST_STEP}${otherWay}`;
}

function rawForm(origin: string, pathname: string, page: string, file: string): string | null {
	if (!pathname.includes(page)) return null;
	return `use ${origin}${pathname.replace(page, file)}`;
}
