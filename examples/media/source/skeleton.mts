import type { Pose } from './dance.mts';

/** A point in a drawing. */
export interface Point {
	x: number;
	y: number;
}

/** The joints of a drawing, by the part's id. */
export type Joints = Record<string, Point>;

/** How to move the parts of a drawing into a pose. */
export interface Placement {
	/** The movement of the whole figure. */
	shift: Point;
	/** Degrees clockwise, by the part's id. */
	rotations: Record<string, number>;
}

const DEGREES = 180 / Math.PI;

/** Moves a body of any proportions into the pose. Feet that aren't lifted stay in place. */
export function placeBody(joints: Joints, pose: Pose): Placement {
	const left = measureLeg(joints, 'left');
	const shift = { x: pose.sway * left.length, y: pose.dip * left.length };
	return {
		shift,
		rotations: {
			torso: pose.lean,
			head: -pose.lean * 0.6,
			tail: pose.sway * 90,
			...turnArm('left', pose.leftArm),
			...turnArm('right', pose.rightArm),
			...bendLeg('left', left, shift, pose.leftLift),
			...bendLeg('right', measureLeg(joints, 'right'), shift, pose.rightLift),
		},
	};
}

type Side = 'left' | 'right';

/** The sign of the direction away from the body, which is clockwise on the left of the picture. */
const OUTWARD: Record<Side, number> = { left: 1, right: -1 };

function turnArm(side: Side, [upper, lower]: [number, number]): Record<string, number> {
	return { [`${side}-arm`]: OUTWARD[side] * upper, [`${side}-forearm`]: OUTWARD[side] * lower };
}

interface Leg {
	thigh: number;
	shin: number;
	length: number;
}

function measureLeg(joints: Joints, side: Side): Leg {
	const [hip, knee, ankle] = ['leg', 'shin', 'foot'].map((part) => joints[`${side}-${part}`]);
	if (!hip || !knee || !ankle) throw new Error(`The drawing has no ${side} leg`);
	const thigh = knee.y - hip.y;
	const shin = ankle.y - knee.y;
	return { thigh, shin, length: thigh + shin };
}

/** The angles of two bones of known lengths between hip and foot, by the law of cosines. */
function bendLeg(side: Side, leg: Leg, shift: Point, lift: number): Record<string, number> {
	const { thigh, shin, length } = leg;
	const x = -shift.x;
	const y = length * (1 - lift) - shift.y;
	const reach = Math.min(Math.hypot(x, y), length);
	const atHip = angleBetween(thigh, reach, shin);
	const atKnee = angleBetween(thigh, shin, reach);
	const upper = Math.atan2(-x, y) * DEGREES + OUTWARD[side] * atHip;
	const lower = -OUTWARD[side] * (180 - atKnee);
	return {
		[`${side}-leg`]: upper,
		[`${side}-shin`]: lower,
		[`${side}-foot`]: -upper - lower,
	};
}

/** The angle in degrees between two sides of a triangle. */
function angleBetween(a: number, b: number, opposite: number): number {
	const cosine = (a * a + b * b - opposite * opposite) / (2 * a * b);
	return Math.acos(Math.max(-1, Math.min(1, cosine))) * DEGREES;
}
