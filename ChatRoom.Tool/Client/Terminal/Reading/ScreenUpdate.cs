namespace ChatRoom.Client.Terminal.Reading;

/// <summary>What became of the lines that arrived together.</summary>
/// <param name="Lines">Whole lines to print, each with its LF; empty where there is nothing to print.</param>
/// <param name="RingsBell">The terminal is to make itself heard, once.</param>
/// <param name="AsksWho">It is not known who is here, and few enough are to ask.</param>
/// <param name="GivenBack">What was typed and refused, in order, to be edited.</param>
internal sealed record ScreenUpdate(string Lines, bool RingsBell, bool AsksWho, IReadOnlyList<string> GivenBack);
