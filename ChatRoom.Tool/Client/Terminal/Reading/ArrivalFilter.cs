using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// Records who joins, leaves and is renamed, and passes on what is worth a line. Nothing is shown of ignored people; in
/// a large room only recent speakers are shown. Used by one loop.
/// </summary>
internal sealed class ArrivalFilter(KnownPeople knownPeople, IgnoreList ignoreList, ArrivalSummary arrivalSummary)
{
    /// <summary>Another member joined, left or was renamed.</summary>
    public void Handle(ShownLine moved)
    {
        // Decided by the lists before the change, which know the old name.
        var before = moved.Kind == ServerLineKind.Rename ? moved.Other : moved.Name;
        var isShown = !ignoreList.Contains(before) && (!knownPeople.AreMany || knownPeople.HasSpoken(before, moved.Time));
        UpdateLists(moved);
        if (isShown)
        {
            Summarize(moved);
        }
    }

    private void UpdateLists(ShownLine moved)
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

    private void Summarize(ShownLine moved)
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
