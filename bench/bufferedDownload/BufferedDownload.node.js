/** What streaming is compared with: a node that holds the whole file in memory, as most do. */
class BufferedDownload {
	description = {
		displayName: 'Buffered Download',
		name: 'bufferedDownload',
		group: ['transform'],
		version: 1,
		description: 'Downloads a file into one buffer',
		defaults: { name: 'Buffered Download' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
	};

	async execute() {
		const url = this.getNodeParameter('url', 0);
		const bytes = await this.helpers.httpRequest({ url, encoding: 'arraybuffer' });
		const data = await this.helpers.prepareBinaryData(bytes, 'video.mp4', 'video/mp4');
		return [[{ json: {}, binary: { data } }]];
	}
}

module.exports = { BufferedDownload };
