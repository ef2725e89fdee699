import type { INodeProperties } from 'n8n-workflow';

const showForSource = (source: string) => ({ show: { imageSource: [source] } });

/** The image whose character moves. */
export const characterImageFields: INodeProperties[] = [
	{
		displayName: 'Character Image',
		name: 'imageSource',
		type: 'options',
		options: [
			{ name: 'From URL', value: 'url', description: 'An address that Kling can fetch' },
			{
				name: 'From Binary File',
				value: 'binaryFile',
				description: 'A file from an earlier node',
			},
			{ name: 'From Base64', value: 'base64', description: 'The file as Base64 text' },
		],
		default: 'url',
		hint: 'One character, visible from head to waist at least',
		description:
			'PNG or JPEG, up to 10 MB, each side at least 300 pixels, the longer side at most 2.5 times the shorter',
	},
	{
		displayName: 'Image URL',
		name: 'imageUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://example.com/mascot.png',
		displayOptions: showForSource('url'),
		hint: 'A public link that points directly to a PNG or JPEG file',
		description: 'Kling fetches the image from here',
	},
	{
		displayName: 'Image Input Field',
		name: 'imageBinaryField',
		type: 'string',
		typeOptions: { binaryDataProperty: true },
		required: true,
		default: 'data',
		placeholder: 'e.g. data',
		displayOptions: showForSource('binaryFile'),
		hint: 'The name of the input field that holds the image file',
		description:
			"To use a file from an earlier node, enter an expression: {{ $('Node').item.binary.data }}",
	},
	{
		displayName: 'Image Base64',
		name: 'imageBase64',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. iVBORw0KGgoAAAANSUhEUgAA…',
		displayOptions: showForSource('base64'),
		description: 'The image as Base64 text, with or without "data:image/png;base64," in front',
	},
];
