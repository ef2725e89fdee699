/** A name, and ffmpeg's arguments for making a video, without the name of the file. */
export type Recipe = [name: string, ffmpeg: string];

/** Arguments for a moving picture of some seconds. */
const picture = (seconds: number, size = '360x640') =>
	`-f lavfi -i testsrc2=size=${size}:rate=12:duration=${seconds}`;
const tone = (seconds: number) => `-f lavfi -i sine=duration=${seconds}`;

const H264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 12';
const flags = (names: string) => `-movflags ${names}`;

/** A video of four seconds in one codec. */
const coded = (name: string, codec: string): Recipe => [name, `${picture(4)} ${codec}`];

/** A video of some seconds in fragments of one kind. */
const fragmented = (name: string, seconds: number, names: string): Recipe => [
	name,
	`${picture(seconds)} ${tone(seconds)} ${H264} -c:a aac ${flags(names)}`,
];

/** What cameras, editors and converters write: codecs, containers, layouts, tracks, lengths and sizes. */
export const VIDEO_RECIPES: Recipe[] = [
	coded('h264-index-last.mp4', H264),
	coded('h264-index-first.mp4', `${H264} ${flags('+faststart')}`),
	coded('h264.mov', H264),
	coded('h264-qt-brand.mp4', `${H264} -brand qt`),
	coded('h264.m4v', `${H264} -f ipod`),
	coded('h264.3gp', `${H264} -f 3gp`),
	coded('hevc.mp4', '-c:v libx265 -preset ultrafast -x265-params log-level=none -tag:v hvc1'),
	coded('hevc.mov', '-c:v libx265 -preset ultrafast -x265-params log-level=none'),
	coded('prores.mov', '-c:v prores'),
	coded('mpeg4.mp4', '-c:v mpeg4'),
	coded('motion-jpeg.mov', '-c:v mjpeg -pix_fmt yuvj420p'),
	coded('animation.mov', '-c:v qtrle'),
	coded('png.mov', '-c:v png'),
	coded('av1.mp4', '-c:v libsvtav1 -preset 12'),
	coded('vp9.mp4', '-c:v libvpx-vp9 -deadline realtime -cpu-used 8'),
	coded('h264-timecode.mov', `${H264} -timecode 01:00:00:00`),
	coded('h264-b-frames.mp4', `-c:v libx264 -preset fast -bf 3 -pix_fmt yuv420p`),
	coded('h264-interlaced.mp4', `${H264} -flags +ildct+ilme -x264opts tff=1`),
	coded('h264-rotated.mp4', `${H264} -metadata:s:v rotate=90`),
	coded('h264-variable-rate.mp4', `-vf select='not(eq(mod(n\\,5)\\,3))' -vsync vfr ${H264}`),
	coded('h264-odd-timescale.mp4', `${H264} -video_track_timescale 30001`),
	['late-start.mp4', `-itsoffset 1 ${picture(4)} ${tone(5)} ${H264} -c:a aac`],
	coded('h264-no-edit-list.mp4', `${H264} -use_editlist 0`),
	coded('h264-metadata.mp4', `${H264} -metadata title=${'x'.repeat(5000)} ${flags('+faststart')}`),
	['h264-sound.mp4', `${picture(4)} ${tone(4)} ${H264} -c:a aac`],
	['sound-first.mp4', `${tone(4)} ${picture(4)} -map 0 -map 1 ${H264} -c:a aac`],
	['sound-longer.mp4', `${picture(2.5)} ${tone(4)} ${H264} -c:a aac`],
	['sound-only.mp4', `${tone(4)} -c:a aac`],
	['sound-only.m4a', `${tone(4)} -c:a aac`],
	[
		'two-pictures.mp4',
		`${picture(4, '200x200')} ${picture(4)} -map 0 -map 1 ${H264} -disposition:v:0 0`,
	],
	fragmented('fragments.mp4', 4, '+frag_keyframe+empty_moov'),
	fragmented('fragments-default-base.mp4', 4, '+frag_keyframe+empty_moov+default_base_moof'),
	fragmented('fragments-of-a-frame.mp4', 4, '+frag_every_frame+empty_moov'),
	fragmented('fragments-behind-first.mp4', 4, '+frag_keyframe'),
	fragmented('fragments-dash.mp4', 4, '+dash'),
	fragmented('fragments-cmaf.mp4', 4, '+cmaf'),
	fragmented('fragments-with-index.mp4', 4, '+frag_keyframe+empty_moov+global_sidx'),
	fragmented('fragments-no-trailer.mp4', 4, '+frag_keyframe+empty_moov+skip_trailer'),
	fragmented('fragments-2s.mp4', 2, '+frag_keyframe+empty_moov'),
	fragmented('fragments-dash-2s.mp4', 2, '+dash'),
	fragmented('fragments-31s.mp4', 31, '+frag_keyframe+empty_moov'),
	fragmented('fragments-behind-first-31s.mp4', 31, '+frag_keyframe'),
	['seconds-2.mp4', `${picture(2)} ${H264}`],
	['seconds-3.mp4', `${picture(3)} ${H264}`],
	['seconds-10.mp4', `${picture(10)} ${H264}`],
	['seconds-12.mp4', `${picture(12)} ${H264}`],
	['seconds-30.mp4', `${picture(30)} ${H264}`],
	['seconds-31.mov', `${picture(31)} ${H264}`],
	['side-338.mp4', `${picture(4, '338x640')} ${H264}`],
	['side-340.mp4', `${picture(4, '340x340')} ${H264}`],
	['side-3850.mp4', `${picture(3, '3850x340')} ${H264}`],
	['side-3852.mp4', `${picture(3, '3852x340')} ${H264}`],
	['pixels-not-square.mp4', `${picture(4, '240x640')} -vf setsar=2 ${H264}`],
	coded('other.webm', '-c:v libvpx -deadline realtime -cpu-used 8'),
	coded('other.mkv', H264),
	coded('other.avi', '-c:v mpeg4'),
	coded('other.flv', H264),
	coded('other.ts', H264),
	coded('other.mpg', '-c:v mpeg2video -r 25'),
	coded('other.wmv', '-c:v wmv2'),
	coded('other.ogv', '-c:v libtheora'),
	coded('other.gif', ''),
	coded('other.h264', H264),
];
