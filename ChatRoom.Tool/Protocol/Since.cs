using System.Buffers.Text;
using System.Globalization;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol;

/// <summary>
/// The event with which a reader begins. In the typed dialect: <c>now</c>, the next event; <c>all</c>, the oldest that is kept;
/// <c>after=ID</c>, the one after that id; <c>age=MILLISECONDS</c>, the oldest that is not older; <c>last=COUNT</c>, the oldest of
/// the last messages.
/// </summary>
internal readonly record struct Since
{
    private Since(SinceKind kind, long value = 0)
    {
        Kind = kind;
        Value = value;
    }

    public static Since Now => default;

    public static Since All => new(SinceKind.All);

    public SinceKind Kind { get; }

    /// <summary>The id, the milliseconds or the count; 0 if the kind has none.</summary>
    public long Value { get; }

    public static Since After(long id) => new(SinceKind.After, id);

    public static Since Age(TimeSpan age) => new(SinceKind.Age, (long)age.TotalMilliseconds);

    /// <summary>Begins with the oldest of the newest <paramref name="count"/> messages and actions.</summary>
    public static Since Last(long count) => new(SinceKind.Last, count);

    public static bool TryParse(ReadOnlySpan<byte> word, out Since since)
    {
        since = word.SequenceEqual("all"u8) ? All : Now;
        var equals = word.IndexOf((byte)'=') + 1;
        if (equals == 0)
        {
            return since.Kind == SinceKind.All || word.SequenceEqual("now"u8);
        }

        var isNumber = Utf8Parser.TryParse(word[equals..], out long value, out var used) && used == word.Length - equals && word[equals] >= (byte)'0';
        var kind = KindOf(word[..equals]);
        since = new Since(kind, value);
        return isNumber && kind != SinceKind.Now;
    }

    /// <summary>Reads a place as a person types it: the id of an event, an age, or all.</summary>
    public static bool TryRead(string typed, out Since since)
    {
        var isId = long.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        var isAge = Duration.TryParseAge(typed, out var age);
        since = isId ? After(id) : isAge ? Age(age) : All;
        return isId || isAge || typed == "all";
    }

    /// <summary>Adds a space and the word.</summary>
    public void Write(ref LineBuilder to)
    {
        to.Add((byte)' ');
        switch (Kind)
        {
            case SinceKind.Now:
                to.Add("now"u8);
                break;
            case SinceKind.All:
                to.Add("all"u8);
                break;
            default:
                to.Add(Kind == SinceKind.After ? AfterWord : Kind == SinceKind.Age ? AgeWord : LastWord);
                to.Add(Value);
                break;
        }
    }

    private static SinceKind KindOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual(AfterWord) ? SinceKind.After
        : word.SequenceEqual(AgeWord) ? SinceKind.Age
        : word.SequenceEqual(LastWord) ? SinceKind.Last
        : SinceKind.Now;

    private static ReadOnlySpan<byte> AfterWord => "after="u8;

    private static ReadOnlySpan<byte> AgeWord => "age="u8;

    private static ReadOnlySpan<byte> LastWord => "last="u8;
}

/// <summary>The kinds of <see cref="Since"/>.</summary>
internal enum SinceKind
{
    Now,
    All,
    After,
    Age,
    Last,
}
