using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// What happens in a room as a person is shown it: lines of a server go in, and every now and then what is to be printed is
/// taken out. It knows what it needs for that: what the reader is called, who is here, what is pending. Used by one loop.
/// </summary>
internal sealed class Transcript
{
    /// <summary>In a room with more members nobody asks who they are: it would take longer than it helps.</summary>
    public const int MostAsked = 1000;

    private readonly LocalClock _clock;
    private readonly LinePage _linePage;
    private readonly LineWording _lineWording;
    private readonly ArrivalSummary _arrivalSummary;
    private readonly ArrivalFilter _arrivalFilter;
    private readonly List<string> _givenBack = [];
    private string? _topic;
    private bool _asksWho;

    public Transcript(Palette palette, TimeProvider time)
    {
        _clock = new LocalClock(time);
        _linePage = new LinePage(palette, _clock);
        _lineWording = new LineWording(palette);
        _arrivalSummary = new ArrivalSummary(time);
        _arrivalFilter = new ArrivalFilter(KnownPeople, IgnoreList, _arrivalSummary);
        Bell = new Bell(time);
        PendingLines = new PendingLines(time);
    }

    /// <summary>What the reader is called.</summary>
    public string Self { get; private set; } = "";

    /// <summary>Where the reader is; empty where the server has no rooms.</summary>
    public string Room { get; private set; } = "";

    public Bell Bell { get; }

    public PendingLines PendingLines { get; }

    public IgnoreList IgnoreList { get; } = new();

    public KnownPeople KnownPeople { get; } = new();

    public KnownWords KnownWords { get; } = new();

    /// <summary>In how long <see cref="Take"/> or the pending rows will show something more, whatever arrives; null for never.</summary>
    public TimeSpan? Due => (_arrivalSummary.Due, PendingLines.Due) switch
    {
        ({ } moved, { } pending) => moved < pending ? moved : pending,
        var (moved, pending) => moved ?? pending,
    };

    /// <summary>The reader was let in.</summary>
    /// <param name="name">What the reader is called there.</param>
    /// <param name="room">Empty where the server has no rooms.</param>
    /// <param name="members">How many are there, the reader among them; 0 where the server does not tell.</param>
    public void Enter(string name, string room, long members)
    {
        (Self, Room, _topic) = (name, room, null);
        KnownPeople.Begin(members);
        IgnoreList.Move();
        if (room.Length > 0)
        {
            KnownWords.Visit(room);
            Add(_clock.Now, _lineWording.Entered(name, room, members));
            _asksWho = true;
        }
    }

    /// <summary>A line that the server told, or that our client tells of the connection.</summary>
    public void Hear(in ServerLine line)
    {
        var shownLine = ShownLine.Of(line, _clock.Now);
        if (shownLine.IsLive)
        {
            _linePage.EndHistory();
        }

        switch (shownLine.Kind)
        {
            case ServerLineKind.Message or ServerLineKind.Action or ServerLineKind.Private:
                Say(shownLine);
                break;
            case ServerLineKind.Join or ServerLineKind.Leave or ServerLineKind.Rename:
                if (!shownLine.IsReplay)
                {
                    Move(shownLine);
                }

                if (shownLine is { Kind: ServerLineKind.Leave, Text.Length: > 0, IsReplay: false })
                {
                    Add(shownLine.Time, _lineWording.Happened($"{shownLine.Name} was sent away: {shownLine.Text}"));
                }

                break;
            case ServerLineKind.Present or ServerLineKind.Total:
                Count(shownLine);
                break;
            case ServerLineKind.Error or ServerLineKind.Refused:
                BeRefused(shownLine);
                break;
            case ServerLineKind.Gap or ServerLineKind.Disconnected or ServerLineKind.Connected:
                FollowConnection(shownLine);
                break;
            default:
                Tell(shownLine);
                break;
        }
    }

    /// <summary>Tells the reader something that is no event of the room.</summary>
    public void Tell(string sentence) => Add(_clock.Now, _lineWording.Noticed(sentence));

    /// <summary>Tells the reader why something cannot be done.</summary>
    public void Refuse(string why) => Add(_clock.Now, _lineWording.Refused(why));

    /// <summary>What is to be shown now. Who came and went is held back until it is <see cref="Due"/>.</summary>
    public ScreenUpdate Take()
    {
        if (_arrivalSummary.Due == TimeSpan.Zero)
        {
            AddMovements();
        }

        var screenUpdate = new ScreenUpdate(_linePage.Take(), Bell.Take(), _asksWho && KnownPeople.Count <= MostAsked, [.. _givenBack]);
        _givenBack.Clear();
        _asksWho = false;
        return screenUpdate;
    }

    /// <summary>What is to be shown in the end, when nothing more is heard.</summary>
    public ScreenUpdate TakeAll()
    {
        AddMovements();
        return Take();
    }

    private void Say(ShownLine said)
    {
        var isOwn = IsSelf(said.Name);
        if (isOwn && !said.IsReplay)
        {
            PendingLines.See(said.Kind, said.Text);
        }

        if (!isOwn && IgnoreList.Contains(said.Name))
        {
            return;
        }

        if (said.Kind != ServerLineKind.Private || !isOwn)
        {
            KnownPeople.Speak(said.Name, said.Time, isHere: !said.IsReplay);
        }

        var isForReader = !isOwn && (said.Kind == ServerLineKind.Private || Mention.IsIn(said.Text, Self));
        if (!isOwn && !said.IsReplay)
        {
            Bell.Hear(isForReader);
        }

        Add(said.Time, _lineWording.Said(said, Self, isForReader), said.IsReplay);
    }

    private void Move(ShownLine moved)
    {
        if (moved.Kind == ServerLineKind.Rename && IsSelf(moved.Other))
        {
            Self = moved.Name;
            KnownPeople.Rename(moved.Other, moved.Name);
            Add(moved.Time, _lineWording.Happened($"You are {moved.Name} now"));
        }
        else if (!IsSelf(moved.Name))
        {
            _arrivalFilter.Pass(moved);
        }
    }

    private void Count(ShownLine told)
    {
        // It may have been asked of the room before this one.
        if (!told.Room.Equals(Room, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (told.Kind == ServerLineKind.Present)
        {
            KnownPeople.Present(told.Name);
        }
        else
        {
            KnownPeople.Total(told.Number);
        }
    }

    private void BeRefused(ShownLine refused)
    {
        var first = refused.Kind == ServerLineKind.Refused ? refused.Id : refused.Number;
        if (refused.Number > 0)
        {
            _givenBack.AddRange(PendingLines.Refuse(first, refused.Number));
        }

        var count = refused.Number - first + 1;
        Refuse(count > 1 ? $"{count} lines were not said: {refused.Text}" : refused.Text);
    }

    private void FollowConnection(ShownLine told)
    {
        AddMovements();
        switch (told.Kind)
        {
            case ServerLineKind.Gap:
                _linePage.Divide(LineWording.Missing(told.Number));
                break;
            case ServerLineKind.Disconnected:
                Add(told.Time, _lineWording.Quietly("connection lost; reconnecting"));
                break;
            default:
                Self = told.Name.Length > 0 ? told.Name : Self;
                Add(told.Time, _lineWording.Quietly(told.Name.Length > 0 ? $"connected again, as {told.Name}" : "connected again"));
                break;
        }

        // What was missed may be that somebody came or went.
        _asksWho |= told.Kind != ServerLineKind.Disconnected;
    }

    /// <summary>What the server tells besides, and what only programs are told, which is not shown.</summary>
    private void Tell(ShownLine told)
    {
        switch (told.Kind)
        {
            case ServerLineKind.Welcome:
                Enter(told.Name, told.Room, told.Number);
                break;
            case ServerLineKind.Topic:
                _topic = told.IsReplay ? _topic : told.Text;
                Add(told.Time, _lineWording.Topic(told, Self), told.IsReplay);
                break;
            case ServerLineKind.Subject when told.Text != _topic:
                _topic = told.Text;
                Add(_clock.Now, _lineWording.Happened($"Topic: {told.Text} ({told.Name}, {_clock.DateAndTimeOf(told.Time)})"));
                break;
            case ServerLineKind.Announcement:
                Add(told.Time, _lineWording.Noticed(told.Text), told.IsReplay);
                break;
            case ServerLineKind.Notice or ServerLineKind.Bye:
                KnownWords.Learn(told.Text);
                Add(told.Time, _lineWording.Noticed(told.Text));
                break;
            case ServerLineKind.Relayed:
                Add(told.Time, _lineWording.Happened(told.Text));
                break;
            default:
                break;
        }
    }

    private bool IsSelf(string name) => name.Equals(Self, StringComparison.OrdinalIgnoreCase);

    private void AddMovements()
    {
        if (!_arrivalSummary.IsEmpty)
        {
            var at = _arrivalSummary.At;
            _linePage.Add(at, _lineWording.Quietly(_arrivalSummary.Take()));
        }
    }

    private void Add(long at, string line, bool isReplay = false)
    {
        AddMovements();
        _linePage.Add(at, line, isReplay);
    }
}
