/** A name, and ImageMagick's arguments for making an image, without the name of the file. */
export type ImageRecipe = [name: string, magick: string];

/** A picture with details, in a given size. */
const plasma = (size: string) => `-seed 7 -size ${size} plasma:`;
const picture = plasma('480x640');

const sized = (name: string, size: string): ImageRecipe => [name, plasma(size)];
const options = (name: string, list: string): ImageRecipe => [name, `${picture} ${list}`];

/** What cameras, editors and converters write: formats, color spaces, layouts and sizes. */
export const IMAGE_RECIPES: ImageRecipe[] = [
	options('rgb.png', ''),
	options('alpha.png', '-alpha set -channel A -evaluate set 50% +channel'),
	options('gray.png', '-colorspace Gray'),
	options('deep.png', '-depth 16'),
	options('palette.png', '-colors 16 -type Palette'),
	options('bilevel.png', '-monochrome'),
	options('interlaced.png', '-interlace PNG'),
	options('text.png', `-set comment ${'x'.repeat(20_000)}`),
	options('baseline.jpg', ''),
	options('progressive.jpg', '-interlace JPEG'),
	options('gray.jpg', '-colorspace Gray'),
	options('cmyk.jpg', '-colorspace CMYK'),
	options('full-colour.jpeg', '-sampling-factor 4:4:4 -quality 98'),
	options('small-colour.jpg', '-sampling-factor 4:1:1 -quality 20'),
	options('rotated.jpg', '-orient RightTop'),
	options('comment.jpg', `-set comment ${'x'.repeat(60_000)}`),
	options('wrong-name.png', '-write jpeg:'),
	sized('side-299.png', '299x400'),
	sized('side-300.png', '300x300'),
	sized('side-299.jpg', '400x299'),
	sized('side-300.jpg', '300x300'),
	sized('ratio-2.5.png', '750x300'),
	sized('ratio-2.6.png', '780x300'),
	sized('ratio-2.5.jpg', '300x750'),
	sized('ratio-2.6.jpg', '300x780'),
	options('other.webp', ''),
	options('other.gif', ''),
	options('other.bmp', ''),
	options('other.tiff', ''),
	options('other.psd', ''),
	options('other.jp2', ''),
	options('other.ppm', ''),
	options('other.svg', '-resize 20x20'),
	['other.ico', plasma('64x64')],
];
