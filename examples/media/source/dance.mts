/** Beats of the music per second. The dance has one figure per beat. */
export const BEATS_PER_SECOND = 2;

/** The degrees by which an arm is turned away from the body: upper arm and forearm. */
type Arm = [number, number];

/**
 * The posture of a body, independent of its size: angles in degrees, clockwise, and lengths in leg
 * lengths.
 */
export interface Pose {
	leftArm: Arm;
	rightArm: Arm;
	/** The angle of the torso. */
	lean: number;
	/** The movement of the hips to the right, and down. */
	sway: number;
	dip: number;
	/** How far a foot is lifted off the floor. */
	leftLift: number;
	rightLift: number;
}

type Figure = Omit<Pose, 'dip'>;

const UP: Arm = [126, 26];
const ACROSS: Arm = [146, -8];
const ON_HIP: Arm = [46, -104];
const FLAT_UP: Arm = [84, 78];
const FLAT_DOWN: Arm = [84, -70];

const toTheLeft: Figure = {
	leftArm: UP,
	rightArm: ON_HIP,
	lean: -7,
	sway: -0.13,
	leftLift: 0,
	rightLift: 0.09,
};
const reachLeft: Figure = { ...toTheLeft, leftArm: UP, rightArm: ACROSS, lean: -10 };
const robotLeft: Figure = { ...toTheLeft, leftArm: FLAT_UP, rightArm: FLAT_DOWN, lean: -3 };

const FIGURES = [toTheLeft, toTheLeft, reachLeft, robotLeft].flatMap((figure) => [
	figure,
	mirror(figure),
]);

/** The part of a beat in which the body moves. For the rest, it holds the figure. */
const MOVING = 0.75;
const LEAST_DIP = 0.012;
const BOUNCE = 0.035;

/** The dance: eight figures, over and over. */
export function poseAt(seconds: number): Pose {
	const beat = seconds * BEATS_PER_SECOND;
	const index = Math.floor(beat);
	const from = FIGURES[index % FIGURES.length] as Figure;
	const to = FIGURES[(index + 1) % FIGURES.length] as Figure;
	const progress = ease(Math.min(1, (beat - index) / MOVING));
	const blend = (key: 'lean' | 'sway' | 'leftLift' | 'rightLift') =>
		mix(from[key], to[key], progress);
	const blendArm = (key: 'leftArm' | 'rightArm'): Arm => [
		mix(from[key][0], to[key][0], progress),
		mix(from[key][1], to[key][1], progress),
	];
	return {
		leftArm: blendArm('leftArm'),
		rightArm: blendArm('rightArm'),
		lean: blend('lean'),
		sway: blend('sway'),
		dip: LEAST_DIP + (BOUNCE * (1 - Math.cos(2 * Math.PI * beat))) / 2,
		leftLift: blend('leftLift'),
		rightLift: blend('rightLift'),
	};
}

function mirror(figure: Figure): Figure {
	return {
		leftArm: figure.rightArm,
		rightArm: figure.leftArm,
		lean: -figure.lean,
		sway: -figure.sway,
		leftLift: figure.rightLift,
		rightLift: figure.leftLift,
	};
}

function ease(progress: number): number {
	return progress * progress * (3 - 2 * progress);
}

function mix(from: number, to: number, progress: number): number {
	return from + (to - from) * progress;
}
