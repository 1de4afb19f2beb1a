namespace ChatRoom.Client.Terminal.Reading;

/// <summary>The lines that ring the bell.</summary>
internal enum BellMode
{
    Off,

    /// <summary>Lines that mention the reader, and private lines to the reader.</summary>
    Mention,

    /// <summary>All lines of other people.</summary>
    All,
}

/// <summary>Decides when the terminal's bell rings: at most once in <see cref="MinInterval"/>. Used by one loop.</summary>
internal sealed class Bell(TimeProvider time)
{
    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);

    private bool _isDue;
    private long? _rangAt;

    public BellMode Mode { get; set; } = BellMode.Mention;

    /// <summary>The names of the modes, in the order of <see cref="BellMode"/>.</summary>
    public static IReadOnlyList<string> Modes { get; } = ["off", "mention", "all"];

    /// <summary>The mode of that name; false: there is none.</summary>
    public static bool TryParse(string name, out BellMode mode)
    {
        var index = -1;
        for (var i = 0; i < Modes.Count; i++)
        {
            index = Modes[i].Equals(name, StringComparison.OrdinalIgnoreCase) ? i : index;
        }

        mode = index < 0 ? default : (BellMode)index;
        return index >= 0;
    }

    public static string NameOf(BellMode mode) => Modes[(int)mode];

    /// <summary>Another member said something just now.</summary>
    public void OnLine(bool isMention) => _isDue |= Mode == BellMode.All || (Mode == BellMode.Mention && isMention);

    /// <summary>Whether it is to ring now, for the lines since the last call.</summary>
    public bool Take()
    {
        var rings = _isDue && (_rangAt is not { } before || time.GetElapsedTime(before) >= MinInterval);
        _isDue = false;
        _rangAt = rings ? time.GetTimestamp() : _rangAt;
        return rings;
    }
}
