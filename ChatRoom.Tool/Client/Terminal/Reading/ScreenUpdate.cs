using ChatRoom.Client.Connecting;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>The effects of the lines that arrived together.</summary>
/// <param name="Lines">Whole lines to print, each with its LF; empty: nothing to print.</param>
/// <param name="RingsBell">The bell is to ring once.</param>
/// <param name="Questions">The questions to the server.</param>
/// <param name="GivenBack">Refused submissions as typed, in order, for editing.</param>
internal sealed record ScreenUpdate(string Lines, bool RingsBell, IReadOnlyList<Question> Questions, IReadOnlyList<string> GivenBack);
