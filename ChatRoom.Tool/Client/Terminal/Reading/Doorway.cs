using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// Notes who comes, goes and changes its name, and what of it is worth a line: not what ignored people do, and in a large
/// room only what those do who have spoken. Used by one loop.
/// </summary>
internal sealed class Doorway(People people, Ignored ignored, Movements movements)
{
    /// <summary>Somebody else came, went or changed its name.</summary>
    public void Pass(Heard moved)
    {
        // In the room as it was before, with the name that was known there.
        var before = moved.Kind == ServerLineKind.Rename ? moved.Other : moved.Name;
        var isShown = !ignored.Contains(before) && (!people.AreMany || people.HasSpoken(before, moved.Time));
        Note(moved);
        if (isShown)
        {
            Hold(moved);
        }
    }

    private void Note(Heard moved)
    {
        switch (moved.Kind)
        {
            case ServerLineKind.Join:
                people.Join(moved.Name);
                break;
            case ServerLineKind.Leave:
                people.Leave(moved.Name);
                ignored.Leave(moved.Name);
                break;
            default:
                people.Rename(moved.Other, moved.Name);
                ignored.Rename(moved.Other, moved.Name);
                break;
        }
    }

    private void Hold(Heard moved)
    {
        switch (moved.Kind)
        {
            case ServerLineKind.Join:
                movements.Join(moved.Name, moved.Time);
                break;
            case ServerLineKind.Leave:
                movements.Leave(moved.Name, moved.Time);
                break;
            default:
                movements.Rename(moved.Other, moved.Name, moved.Time);
                break;
        }
    }
}
