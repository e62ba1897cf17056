package contracts

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/bindings"
)

// Addresses names a deployed platform the way the configuration's [contracts] section does. Of the
// three upgradeable contracts it names the proxies, which never change.
type Addresses struct {
	EventFactory    common.Address
	EventManager    common.Address
	LiveTipping     common.Address
	Distributor     common.Address
	CreationWrapper common.Address
}

// Step is one transaction of a deployment.
type Step struct {
	Name string          // what it deploys or sets, for errors
	To   *common.Address // nil creates a contract
	Data []byte
	Gas  uint64 // limit that the step stays under; fixed, since it cannot be estimated before its predecessors are mined
}

// Limits on gas: at least twice what was measured on geth's in-process chain with every fork it knows
// (EventFactory 4.95 million, the other creations 1.26 million at most, setSiblings 0.36 million). All
// are under EIP-7825's cap of 2^24 for one transaction.
const (
	gasFactory = 10_000_000
	gasCreate  = 3_000_000
	gasCall    = 1_000_000
)

// Plan lists the transactions that deploy and wire the platform when deployer sends them in order,
// the first with the given nonce, and the addresses that follow. The deployer becomes the owner of the
// factory and of the proxies; treasury receives its share of sales and tips.
func Plan(deployer common.Address, nonce uint64, treasury common.Address) (Addresses, []Step, error) {
	p := planner{deployer: deployer, nonce: nonce}
	var (
		factory = bindings.NewEventFactory()
		manager = bindings.NewEventManager()
		tipping = bindings.NewLiveTipping()
		share   = bindings.NewDistributor()
		wrapper = bindings.NewCreationWrapper()
		a       Addresses
	)
	a.EventFactory = p.create("EventFactory", gasFactory, factory.PackConstructor(treasury))
	a.EventManager = p.proxy("EventManager", manager.PackInitialize(deployer, a.EventFactory))
	a.LiveTipping = p.proxy("LiveTipping", tipping.PackInitialize(deployer, a.EventFactory))
	a.Distributor = p.proxy("Distributor", share.PackInitialize(deployer, a.EventFactory))
	a.CreationWrapper = p.create("CreationWrapper", gasCreate, wrapper.PackConstructor(a.EventFactory, a.EventManager))
	p.call("EventFactory.setSiblings", a.EventFactory, factory.PackSetSiblings(a.EventManager, a.LiveTipping, a.Distributor))
	p.call("EventManager.setCreationWrapper", a.EventManager, manager.PackSetCreationWrapper(a.CreationWrapper))
	if p.err != nil {
		return Addresses{}, nil, fmt.Errorf("plan deployment: %w", p.err)
	}
	return a, p.steps, nil
}

// planner collects steps and keeps the first error, so that Plan reads as the list that it is.
type planner struct {
	deployer common.Address
	nonce    uint64
	steps    []Step
	err      error
}

func (p *planner) create(name string, gas uint64, arguments []byte) common.Address {
	code, err := Bytecode(name)
	if err != nil && p.err == nil {
		p.err = err
	}
	address := crypto.CreateAddress(p.deployer, p.nonce+uint64(len(p.steps)))
	p.steps = append(p.steps, Step{Name: name, Data: append(code, arguments...), Gas: gas})
	return address
}

// proxy creates the implementation and, in front of it, the proxy, whose address it returns.
func (p *planner) proxy(name string, initialize []byte) common.Address {
	implementation := p.create(name, gasCreate, nil)
	return p.create("ERC1967Proxy", gasCreate, bindings.NewERC1967Proxy().PackConstructor(implementation, initialize))
}

func (p *planner) call(name string, to common.Address, data []byte) {
	p.steps = append(p.steps, Step{Name: name, To: &to, Data: data, Gas: gasCall})
}
