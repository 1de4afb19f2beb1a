using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.State;

namespace ChatRoom.Tests.Server.Log.State;

/// <summary>A room's state as text: two states are the same if their texts are.</summary>
internal static class StateText
{
    public static string Of(RoomState state) => string.Join('\n', Lines(state));

    private static IEnumerable<string> Lines(RoomState state)
    {
        yield return $"{state.Room} {state.Identity} {state.LastId} topic {state.Topic?.Time} {state.Topic?.By} {state.Topic}";
        foreach (var seat in state.Seats.All)
        {
            yield return $"seat {seat.Name} {seat.IsBot} {seat.Since} @{seat.Holder} {seat.Session?.Id}";
        }

        foreach (var session in state.Sessions.All)
        {
            yield return $"session {session.Id}/{session.Number} {string.Concat(session.Refused.Select(Text))} @{session.Holder} {session.Seat?.Name} asked {session.Asked} had {session.Had} event {session.LastEventId} used {session.LastUsed}";
        }
    }

    private static string Text(NumberRange range) => $"!{range.First}-{range.Last}";
}
