using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// Notes who comes, goes and changes its name, and what of it is worth a line: not what ignored people do, and in a large
/// room only what those do who have spoken. Used by one loop.
/// </summary>
internal sealed class ArrivalFilter(KnownPeople knownPeople, IgnoreList ignoreList, ArrivalSummary arrivalSummary)
{
    /// <summary>Somebody else came, went or changed its name.</summary>
    public void Pass(ShownLine moved)
    {
        // In the room as it was before, with the name that was known there.
        var before = moved.Kind == ServerLineKind.Rename ? moved.Other : moved.Name;
        var isShown = !ignoreList.Contains(before) && (!knownPeople.AreMany || knownPeople.HasSpoken(before, moved.Time));
        Note(moved);
        if (isShown)
        {
            Hold(moved);
        }
    }

    private void Note(ShownLine moved)
    {
        switch (moved.Kind)
        {
            case ServerLineKind.Join:
                knownPeople.Join(moved.Name);
                break;
            case ServerLineKind.Leave:
                knownPeople.Leave(moved.Name);
                ignoreList.Leave(moved.Name);
                break;
            default:
                knownPeople.Rename(moved.Other, moved.Name);
                ignoreList.Rename(moved.Other, moved.Name);
                break;
        }
    }

    private void Hold(ShownLine moved)
    {
        switch (moved.Kind)
        {
            case ServerLineKind.Join:
                arrivalSummary.Join(moved.Name, moved.Time);
                break;
            case ServerLineKind.Leave:
                arrivalSummary.Leave(moved.Name, moved.Time);
                break;
            default:
                arrivalSummary.Rename(moved.Other, moved.Name, moved.Time);
                break;
        }
    }
}
