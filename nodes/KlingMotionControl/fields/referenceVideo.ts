import type { INodeProperties } from 'n8n-workflow';

const showForSource = (source: string) => ({ show: { videoSource: [source] } });

/** The video whose motion the character follows. */
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
				description: 'A file from an earlier node, which n8n itself serves to Kling',
			},
		],
		default: 'url',
		hint: 'One person, head to waist always in view, at least 3 seconds',
		description:
			'MP4 or MOV, up to 100 MB, 3 to 10 seconds (Match Image) or 3 to 30 seconds (Match Video), each side 340 to 3850 pixels',
	},
	{
		displayName: 'Video URL',
		name: 'videoUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://example.com/dance.mp4',
		displayOptions: showForSource('url'),
		hint: 'A public link that points directly to an MP4 or MOV file; a YouTube or TikTok page is not one',
		description: 'Kling fetches the video from here',
	},
	{
		displayName: 'Video Input Field',
		name: 'videoBinaryField',
		type: 'string',
		typeOptions: { binaryDataProperty: true },
		required: true,
		// Not "data", because the item may hold the image under that name.
		default: 'video',
		placeholder: 'e.g. video',
		displayOptions: showForSource('binaryFile'),
		hint: 'The name of the input field that holds the video file',
		description:
			"To use a file from an earlier node, enter an expression: {{ $('Node').item.binary.data }}",
	},
	{
		displayName:
			'Kling fetches the file from your n8n, through a signed link that expires after two hours. This needs an n8n that the Internet can reach, binary data stored on disk or in the database, and an execution whose data is kept until Kling has fetched the file.',
		name: 'videoBinaryNotice',
		type: 'notice',
		default: '',
		displayOptions: showForSource('binaryFile'),
	},
];
