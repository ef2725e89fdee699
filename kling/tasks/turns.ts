/** Something that waits for its turn. */
export interface Waiting {
	/** Counts members in the order of arrival. */
	readonly number: number;
	/** Groups take turns, so that one doesn't wait behind all members of another. */
	readonly group: string;
}

/**
 * Decides whose turn it is: groups take turns, and the members of a group follow the order of
 * arrival.
 */
export class Turns<T extends Waiting> {
	/** The waiting members by group, in the order of the groups' turns. */
	private groups = new Map<string, T[]>();

	get isEmpty(): boolean {
		return this.groups.size === 0;
	}

	/** Adds a member at the end of its group. */
	add(one: T): void {
		this.groups.set(one.group, [...(this.groups.get(one.group) ?? []), one]);
	}

	/**
	 * Takes the first member of the group whose turn it is. The group then goes to the end of the
	 * line.
	 */
	take(): T | undefined {
		const [turn] = this.groups;
		if (!turn) return undefined;
		const [group, [first, ...rest]] = turn;
		this.groups.delete(group);
		if (rest.length > 0) this.groups.set(group, rest);
		return first;
	}

	/** Puts back a member whose turn failed. Its group is next again. */
	putBack(one: T): void {
		const others = this.groups.get(one.group) ?? [];
		this.groups.delete(one.group);
		// Attempts that run at the same time may be refused in any order.
		const all = [...others, one].sort((a, b) => a.number - b.number);
		this.groups = new Map([[one.group, all], ...this.groups]);
	}

	/** Removes a member; returns whether it was waiting. */
	remove(one: T): boolean {
		const all = this.groups.get(one.group) ?? [];
		const rest = all.filter((other) => other !== one);
		if (rest.length > 0) this.groups.set(one.group, rest);
		else this.groups.delete(one.group);
		return rest.length < all.length;
	}

	/** Removes and returns all members. */
	removeAll(): T[] {
		const all = [...this.groups.values()].flat();
		this.groups.clear();
		return all;
	}
}
