namespace ChatRoom.Client.Terminal.Reading;

/// <summary>The effects of the lines that arrived together.</summary>
/// <param name="Lines">Whole lines to print, each with its LF; empty: nothing to print.</param>
/// <param name="RingsBell">The bell is to ring once.</param>
/// <param name="AsksForMembers">The members are unknown, and few enough to ask for.</param>
/// <param name="GivenBack">Refused submissions as typed, in order, for editing.</param>
internal sealed record ScreenUpdate(string Lines, bool RingsBell, bool AsksForMembers, IReadOnlyList<string> GivenBack);
