using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// Enforces the records of the control log on the connections of this server, from whichever act they come: a command
/// here or at another server, or a file. Loop thread only.
/// </summary>
internal sealed class Enforcement(RoomList rooms, Moderator moderator)
{
    /// <summary>Enforces a record, after all records of its act were applied; returns the number of connections that it ended.</summary>
    public int Enforce(ControlRecord record)
    {
        switch (record)
        {
            case ControlRecord.Imposed { List: BanList.Bans, Ban: var ban } when moderator.Bans.IsInForce(ban):
                return moderator.ExpelBanned(ban);
            case ControlRecord.Imposed { List: BanList.Mutes, Ban: var mute } when moderator.Mutes.IsInForce(mute):
                Mute(mute);
                return 0;
            case ControlRecord.Lifted { List: BanList.Mutes, Target: var target }:
                Unmute(target);
                return 0;
            default:
                return 0;
        }
    }

    private void Mute(Ban mute)
    {
        foreach (var (room, member) in Members())
        {
            if (mute.Target.Covers(member.Name) || (member.Address is { } address && mute.Target.Covers(address)))
            {
                member.GetOrAddStatus().Mute = mute;
                room.Notify(member, Refusal.Muted(BanText.Until(mute)).Text);
            }
        }
    }

    /// <summary>Tells the members that the mute covered, unless another mute covers them.</summary>
    private void Unmute(BanTarget target)
    {
        foreach (var (room, member) in Members())
        {
            if (member.Status is { Mute: { } mute } status && mute.Target == target && !mute.IsOver(moderator.Mutes.Now))
            {
                status.Mute = null;
                member.ApplyMute(moderator.Mutes);
                if (status.Mute is null)
                {
                    room.Notify(member, "You may speak again.");
                }
            }
        }
    }

    private IEnumerable<(Room Room, Member Member)> Members() =>
        rooms.All().SelectMany(room => room.Moderation.All().Select(member => (room, member)));
}
