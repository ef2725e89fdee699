import type { INodeProperties } from 'n8n-workflow';

const showForSource = (source: string) => ({ show: { videoSource: [source] } });

/** The video whose motion the character takes over. */
export const referenceVideoFields: INodeProperties[] = [
	{
		displayName: 'Reference Video',
		name: 'videoSource',
		type: 'options',
		options: [
			{ name: 'From URL', value: 'url', description: 'An address that Kling can fetch' },
			{
				name: 'From Binary File',
				value: 'binaryFile',
				description: 'A file from a node before, which n8n itself serves to Kling',
			},
		],
		default: 'url',
		description:
			'The video with the motion: MP4 or MOV, at most 100 MB, from 3 seconds up to 10 (Match Image) or 30 (Match Video), each side 340 to 3850 pixels',
	},
	{
		displayName: 'Video URL',
		name: 'videoUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://example.com/dance.mp4',
		displayOptions: showForSource('url'),
		description: 'A public address of the video; Kling fetches it',
	},
	{
		displayName: 'Video Input Field',
		name: 'videoBinaryField',
		type: 'string',
		typeOptions: { binaryDataProperty: true },
		required: true,
		// Not "data": an item may hold the image, too.
		default: 'video',
		placeholder: 'e.g. video',
		displayOptions: showForSource('binaryFile'),
		hint: 'The name of the input field that holds the video file',
		description:
			"A file of an earlier node can be given by expression, too: {{ $('Node').item.binary.data }}",
	},
	{
		displayName:
			'Kling fetches the file from your n8n, through a signed link that ends after two hours. This needs an n8n that the Internet can reach, binary data stored on disk or in the database, and an execution whose data is kept until Kling has fetched the file.',
		name: 'videoBinaryNotice',
		type: 'notice',
		default: '',
		displayOptions: showForSource('binaryFile'),
	},
];
